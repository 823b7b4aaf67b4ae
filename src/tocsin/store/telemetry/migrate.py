"""Brings a telemetry database to the schema this code knows: numbered files for tables, definitions for the rest.

Tables hold data and change only by a new numbered file. The landing table and the views hold none: they are made again
whenever their definition in code differs from the one stored.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib import resources

from tocsin.errors import SchemaTooNew
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.otlp import ACTIVITY_QUERY, LANDING_DDL, LANDING_TABLE, spans_query

_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_ledger (name String, digest String, at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'))
ENGINE = ReplacingMergeTree(at) ORDER BY name"""
_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")


def migrate(engine: Engine) -> None:
    """Apply what is missing.

    Raises:
        SchemaTooNew: The database carries a migration this code does not have.
    """
    engine.execute(_LEDGER)
    applied = dict(engine.rows("SELECT name, digest FROM schema_ledger FINAL"))
    known = dict(_migrations())
    unknown = sorted(name for name in applied if _NUMBERED.fullmatch(name) and name not in known)
    if unknown:
        raise SchemaTooNew(
            f"telemetry database {engine.url!r} was migrated by a newer Tocsin ({unknown[-1]!r} is unknown here):"
            " run that version, or restore a backup made before the upgrade"
        )
    for name, text in known.items():
        if name not in applied:
            for statement in _statements(text):
                engine.execute(statement)
            _record(engine, name, _digest(text))
    _derive(engine, applied)


def _derive(engine: Engine, applied: Mapping[str, str]) -> None:
    definitions = {
        LANDING_TABLE: LANDING_DDL,
        "otlp_to_spans": f"CREATE MATERIALIZED VIEW otlp_to_spans TO spans AS {spans_query()}",
        "spans_to_activity": f"CREATE MATERIALIZED VIEW spans_to_activity TO trace_activity AS {ACTIVITY_QUERY}",
    }
    digest = _digest("\n".join(definitions.values()))
    if applied.get("derived") == digest:
        return
    for name in reversed(definitions):
        engine.execute(f"DROP TABLE IF EXISTS {name} SYNC")
    for definition in definitions.values():
        engine.execute(definition)
    _record(engine, "derived", digest)


def _migrations() -> Iterator[tuple[str, str]]:
    folder = resources.files("tocsin.store.telemetry") / "migrations"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if _NUMBERED.fullmatch(file.name):
            yield file.name, file.read_text(encoding="utf-8")


def _statements(text: str) -> Iterator[str]:
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    yield from (statement.strip() for statement in code.split(";") if statement.strip())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _record(engine: Engine, name: str, digest: str) -> None:
    engine.insert("schema_ledger", ("name", "digest"), [(name, digest)])
