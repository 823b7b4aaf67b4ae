"""Brings a telemetry database to the schema this code knows: numbered files for tables, definitions for the rest.

Tables hold data and change only by a new numbered file. The landing table and the views hold none: they are made again
whenever their definition in code differs from the one stored.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources

from tocsin.errors import SchemaTooNew
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.mappings import LEDGER_ENTRY
from tocsin.store.telemetry.otlp import ACTIVITY_QUERY, LANDING_DDL, LANDING_TABLE, spans_query
from tocsin.store.telemetry.queries.hours import HOURS_QUERY, HOURS_VIEW
from tocsin.store.telemetry.signals.otlp_logs import log_definitions
from tocsin.store.telemetry.signals.otlp_metrics import metric_definitions

LEDGER = "schema_ledger"
"""Which definitions are in force, by name."""
_LEDGER_DDL = """
CREATE TABLE IF NOT EXISTS schema_ledger (name String, digest String, at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'))
ENGINE = ReplacingMergeTree(at) ORDER BY name"""
DERIVED = "derived"
"""The ledger's entry for the landing table and the views."""
_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")


def migrate(engine: Engine) -> None:
    """Apply what is missing.

    Raises:
        SchemaTooNew: The database carries a migration this code does not have.
    """
    applied = _prepare(engine)
    for name, text in migrations():
        if name not in applied:
            _apply(engine, name, text)
    _derive(engine, applied)


def make_tables(engine: Engine, names: Sequence[str]) -> None:
    """Make the tables as they stood after these migrations and no other, without anything derived: to restore into.

    Raises:
        SchemaTooNew: This code does not have one of them.
    """
    known = dict(migrations())
    _refuse_unknown(engine, names, known)
    applied = _prepare(engine)
    for name in names:
        if name not in applied:
            _apply(engine, name, known[name])


def applied_migrations(engine: Engine) -> Sequence[str]:
    """Return the names of the numbered files that were applied, in order."""
    return sorted(name for (name,) in engine.rows("SELECT name FROM schema_ledger FINAL") if _NUMBERED.fullmatch(name))


def derived_definitions() -> Mapping[str, str]:
    """Return the statements that make what holds no data, by name, in the order in which they can be made."""
    return {
        LANDING_TABLE: LANDING_DDL,
        "otlp_to_spans": f"CREATE MATERIALIZED VIEW otlp_to_spans TO spans AS {spans_query()}",
        "spans_to_activity": f"CREATE MATERIALIZED VIEW spans_to_activity TO trace_activity AS {ACTIVITY_QUERY}",
        **log_definitions(),
        **metric_definitions(),
        HOURS_VIEW: f"CREATE MATERIALIZED VIEW {HOURS_VIEW} TO task_hours AS {HOURS_QUERY}",
    }


def derived_digest() -> str:
    """Return what the ledger says under `DERIVED` when those definitions are the ones in force."""
    return digest("\n".join(derived_definitions().values()))


def _prepare(engine: Engine) -> Mapping[str, str]:
    """Make sure that there is a ledger, and return it."""
    engine.execute(_LEDGER_DDL)
    applied = dict(engine.rows("SELECT name, digest FROM schema_ledger FINAL"))
    _refuse_unknown(engine, [name for name in applied if _NUMBERED.fullmatch(name)], dict(migrations()))
    return applied


def _refuse_unknown(engine: Engine, names: Iterable[str], known: Mapping[str, str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise SchemaTooNew(
            f"telemetry database {engine.url!r} was migrated by a newer Tocsin ({unknown[-1]!r} is unknown here):"
            " run that version, or restore a backup made before the upgrade"
        )


def _apply(engine: Engine, name: str, text: str) -> None:
    for statement in _statements(text):
        engine.execute(statement)
    _record(engine, name, digest(text))


def _derive(engine: Engine, applied: Mapping[str, str]) -> None:
    if applied.get(DERIVED) == derived_digest():
        return
    definitions = derived_definitions()
    for name in reversed(list(definitions)):
        engine.execute(f"DROP TABLE IF EXISTS {name} SYNC")
    for definition in definitions.values():
        engine.execute(definition)
    _record(engine, LEDGER_ENTRY, "")  # the view is plain again: rules are yet to be put into force
    _record(engine, DERIVED, derived_digest())


def migrations() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every numbered file, in order."""
    folder = resources.files("tocsin.store.telemetry") / "migrations"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if _NUMBERED.fullmatch(file.name):
            yield file.name, file.read_text(encoding="utf-8")


def _statements(text: str) -> Iterator[str]:
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    yield from (statement.strip() for statement in code.split(";") if statement.strip())


def digest(text: str) -> str:
    """Return what the ledger says of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _record(engine: Engine, name: str, text_digest: str) -> None:
    engine.insert(LEDGER, ("name", "digest"), [(name, text_digest)])
