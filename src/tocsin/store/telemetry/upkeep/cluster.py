"""The telemetry schema for a ClickHouse cluster as text, read off a database that the migrations made.

A table of one server becomes two: `<name>_local`, replicated, holds the rows of one shard; `<name>`, distributed, is
what Tocsin reads and writes without knowing of shards. Rows go to the shard of their trace id: the spans of a trace,
its activity, task, scores and outcome are together. What belongs to no trace is small, and whole on every server.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from tocsin.errors import InvalidInput
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.upkeep.migrate import (
    DERIVED,
    LEDGER,
    derived_definitions,
    derived_digest,
    digest,
    migrations,
)
from tocsin.store.telemetry.upkeep.retention import RetentionPolicy, rules

LOCAL = "_local"
PROFILE = "tocsin"
"""Name of the settings profile that the account must have with which Tocsin connects."""
_SHARD_KEYS = ("trace_id", "series")
"""Columns by which rows are spread, best first; points of a metric belong to a series and to no trace."""
_CLUSTER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_STORED = re.compile(r"CREATE TABLE \S+ (\(.*\)) ENGINE = (\w+MergeTree|MergeTree)(?:\(([^)]*)\))? (.*)", re.DOTALL)
_TTL = re.compile(r" TTL .*?(?= SETTINGS|$)", re.DOTALL)
_PROFILE_SETTINGS: Mapping[str, str] = {
    # An insert is answered when its shards have it; else "acknowledged" would mean "queued in memory".
    "distributed_foreground_insert": "1",
    # All rows of a trace are on one shard, so each shard joins its own.
    "distributed_product_mode": "'local'",
}


def cluster_schema(engine: Engine, cluster: str, policy: RetentionPolicy) -> Sequence[str]:
    """Return the statements that make the schema on every server of a cluster, in order, without semicolons.

    They may be run again: on a cluster that has an older schema they add what is new.

    Args:
        engine: A database brought up to date by `migrate`; only its metadata is read.
        cluster: The cluster's name in the servers' configuration. Their macros `{shard}` and `{replica}` tell each
            server its place.
        policy: What the tables' TTLs say.

    Raises:
        InvalidInput: The name is not one that a statement can carry.
    """
    if not _CLUSTER_NAME.fullmatch(cluster):
        raise InvalidInput(f"cluster name {cluster!r} must be letters, digits and underscores, and begin with a letter")
    schema = _Schema(engine, cluster)
    return [*schema.tables(), *schema.derived(), *schema.lifetimes(policy), *schema.around()]


class _Schema:
    """Writes statements for one cluster."""

    def __init__(self, engine: Engine, cluster: str) -> None:
        self._cluster = cluster
        self._on = f"ON CLUSTER {cluster}"
        sql = """
            SELECT name, create_table_query FROM system.tables
            WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name"""
        self._definitions: Mapping[str, str] = dict(engine.rows(sql))
        sql = """
            SELECT table, groupArray((name, concat(type, if(default_kind = '', '', concat(' ', default_kind, ' ',
                default_expression)), if(compression_codec = '', '', concat(' ', compression_codec)))))
            FROM (SELECT * FROM system.columns WHERE database = currentDatabase() ORDER BY table, position)
            GROUP BY table"""
        self._columns: Mapping[str, Sequence[tuple[str, str]]] = dict(engine.rows(sql))
        self._keys = {
            table: next(key for key in _SHARD_KEYS if key in dict(self._columns[table]))
            for table in self._definitions
            if any(key in dict(self._columns[table]) for key in _SHARD_KEYS)
        }

    def tables(self) -> Iterator[str]:
        """Yield every table that holds rows, and what brings an older one of that name up to date."""
        for name, definition in self._definitions.items():
            found = _STORED.fullmatch(definition)
            if found is None:
                raise InvalidInput(f"table {name!r} is defined in a way that is not understood: {definition!r}")
            yield from self._stored(name, found[1], found[2], found[3] or "", _TTL.sub("", found[4]))

    def derived(self) -> Iterator[str]:
        """Yield landing tables and views: they read what arrives at their server and write where rows belong."""
        for name, definition in derived_definitions().items():
            created = re.sub(rf"\b{name}\b", f"IF NOT EXISTS {name} {self._on}", definition, count=1)
            reads = [table for table in self._keys if re.search(rf"\bFROM {table}\b", definition)]
            # A view over a sharded table sees its own shard's rows, and what it makes of them stays there.
            for table in self._keys if reads else ():
                created = re.sub(rf"\b(TO|FROM) {table}\b", rf"\1 {table}{LOCAL}", created)
            yield created

    def lifetimes(self, policy: RetentionPolicy) -> Iterator[str]:
        """Yield the TTL of every table that has one."""
        for rule in rules(policy):
            if rule.table in self._definitions:
                yield f"ALTER TABLE {self._local(rule.table)} {self._on} MODIFY TTL {rule.ttl}"
                yield f"ALTER TABLE {self._local(rule.table)} {self._on} MODIFY SETTING ttl_only_drop_parts = 1"

    def around(self) -> Iterator[str]:
        """Yield what tells a starting Tocsin that all is there, and the settings of the account it connects with."""
        known = {name: digest(text) for name, text in migrations()} | {DERIVED: derived_digest()}
        values = ", ".join(f"('{name}', '{value}')" for name, value in known.items())
        yield f"INSERT INTO {LEDGER} (name, digest) VALUES {values}"
        given = ", ".join(f"{name} = {value}" for name, value in _PROFILE_SETTINGS.items())
        yield f"CREATE SETTINGS PROFILE IF NOT EXISTS {PROFILE} {self._on} SETTINGS {given}"

    def _stored(self, name: str, columns: str, engine: str, arguments: str, rest: str) -> Iterator[str]:
        local, key = self._local(name), self._keys.get(name)
        # One path for each shard; or one for all servers, where each of them holds the whole.
        place, replica = ("{shard}", "{replica}") if key else ("all", "{shard}-{replica}")
        path = f"/clickhouse/tables/{place}/{{database}}/{local}"
        given = f", {arguments}" if arguments else ""
        yield (
            f"CREATE TABLE IF NOT EXISTS {local} {self._on} {columns}"
            f" ENGINE = Replicated{engine}('{path}', '{replica}'{given}) {rest}"
        )
        yield self._grown(local, name)
        if key:
            yield (
                f"CREATE TABLE IF NOT EXISTS {name} {self._on} AS {local}"
                f" ENGINE = Distributed({self._cluster}, currentDatabase(), {local}, cityHash64({key}))"
            )
            yield self._grown(name, name)

    def _grown(self, target: str, name: str) -> str:
        """Return what gives an older table the columns it does not have yet, at their places."""
        added, before = [], ""
        for column, kind in self._columns[name]:
            added.append(f"ADD COLUMN IF NOT EXISTS {column} {kind}{before}")
            before = f" AFTER {column}"
        return f"ALTER TABLE {target} {self._on} {', '.join(added)}"

    def _local(self, name: str) -> str:
        return f"{name}{LOCAL}" if name in self._keys else name
