"""How long telemetry is kept: TTLs the engine enforces by itself, and a step that drops what is due, by day.

A span does not know how its task ended. So its whole day is kept as long as the longest-lived spans, and once that day
is older than ordinary spans live, it is thinned: one rewrite of the day, which writes only the few traces that stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.store.telemetry.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """How long a row lives after its own time.

    Attributes:
        spans: Spans of tasks that did not fail.
        failed_spans: Spans of failed tasks; no shorter than `spans`, whatever it says.
        tasks: Sealed tasks and what is counted from them.
        logs: Log records.
        metrics: Points of metrics.
        scores: Scores and reported outcomes.
    """

    spans: timedelta
    failed_spans: timedelta
    tasks: timedelta
    logs: timedelta
    metrics: timedelta
    scores: timedelta

    @property
    def longest_spans(self) -> timedelta:
        """How long the spans live that live longest."""
        return max(self.spans, self.failed_spans)

    @property
    def thins_spans(self) -> bool:
        """Whether the spans of failed tasks outlive the others."""
        return self.failed_spans > self.spans


@dataclass(frozen=True, slots=True)
class Retained:
    """One table's rule.

    Attributes:
        column: The time a row's age is counted from.
        keep: How long the rows live that live longest.
        ordinary: How long the others live; None when all live alike.
    """

    table: str
    column: str
    keep: timedelta
    ordinary: timedelta | None = None

    @property
    def ttl(self) -> str:
        """The engine's TTL expression for it."""
        return f"toDateTime({self.column}) + toIntervalSecond({int(self.keep.total_seconds())})"


def rules(policy: RetentionPolicy) -> Sequence[Retained]:
    """Return the rule of every table that has one; prices, the schema and our own bookkeeping are kept for ever."""
    return (
        Retained("spans", "received_at", policy.longest_spans, policy.spans if policy.thins_spans else None),
        Retained("trace_activity", "received_at", policy.longest_spans),
        Retained("tasks", "minute", policy.tasks),
        Retained("logs", "received_at", policy.logs),
        Retained("metric_points", "received_at", policy.metrics),
        Retained("metric_hours", "received_at", policy.metrics),
        Retained("metric_hour_sums", "received_at", policy.metrics),
        Retained("task_sums", "day", policy.tasks),
        Retained("task_hours", "hour", policy.tasks),
        Retained("outcomes", "reported_at", policy.scores),
        Retained("scores", "received_at", policy.scores),
        Retained("response_scores", "received_at", policy.scores),
    )


@dataclass(frozen=True, slots=True)
class Enforced:
    """What one step did.

    Attributes:
        dropped: Partitions that were over and are gone, "<table>/<partition>".
        thinned: Days of spans of which only failed tasks are left, "spans/<partition>".
    """

    dropped: Sequence[str]
    thinned: Sequence[str]


class RetentionStore:
    """Has the engine keep a policy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def apply(self, policy: RetentionPolicy) -> Sequence[str]:
        """Set the TTL of every table whose TTL differs; return their names.

        Tables that this engine does not keep as files of its own are left alone: the tables behind them have the TTL.
        """
        changed = []
        for rule in self._present(policy):
            # The engine writes the expression its own way, so it is asked to write ours that way, too.
            wanted = self._engine.rows("SELECT formatQuerySingleLine({q:String})", {"q": f"SELECT {rule.ttl}"})[0][0]
            expression = str(wanted).removeprefix("SELECT ")
            if f"TTL {expression}" in self._definition(rule.table):
                continue
            self._engine.execute(
                f"ALTER TABLE {rule.table} MODIFY TTL {rule.ttl} SETTINGS materialize_ttl_after_modify = 0"
            )
            # A part goes when all of it is over, so that no part is ever rewritten only to make it smaller.
            self._engine.execute(f"ALTER TABLE {rule.table} MODIFY SETTING ttl_only_drop_parts = 1")
            changed.append(rule.table)
        return changed

    def enforce(self, policy: RetentionPolicy, at: datetime) -> Enforced:
        """Drop whole days that are over, and thin those of which only failures are kept. Safe to repeat.

        Reads metadata only, unless there is something to do; then once over one day of spans.
        """
        dropped = []
        for rule in self._present(policy):
            for partition, last_day_ended in self._days(rule):
                if last_day_ended + rule.keep <= at:
                    self._engine.execute(f"ALTER TABLE {rule.table} DROP PARTITION ID '{partition}'")
                    dropped.append(f"{rule.table}/{partition}")
        return Enforced(dropped, self._thin(policy, at))

    def _present(self, policy: RetentionPolicy) -> Sequence[Retained]:
        """Return the rules of tables whose files are here."""
        sql = "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"
        names = {name for (name,) in self._engine.rows(sql)}
        return [rule for rule in rules(policy) if rule.table in names]

    def _definition(self, table: str) -> str:
        sql = "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = {name:String}"
        return str(self._engine.rows(sql, {"name": table})[0][0])

    def _days(self, rule: Retained) -> Sequence[tuple[str, datetime]]:
        """Return the daily partitions of a table with the instant at which their day ended; none for other tables."""
        sql = """
            SELECT DISTINCT p.partition_id, toDateTime(toDate(p.partition) + 1, 'UTC')
            FROM system.parts AS p INNER JOIN system.tables AS t ON t.name = p.table AND t.database = p.database
            WHERE p.database = currentDatabase() AND p.active AND p.rows > 0 AND p.table = {table:String}
                AND t.partition_key = {key:String} ORDER BY p.partition_id"""
        return list(self._engine.rows(sql, {"table": rule.table, "key": f"toDate({rule.column})"}))

    def _thin(self, policy: RetentionPolicy, at: datetime) -> Sequence[str]:
        if not policy.thins_spans:
            return ()
        done = {
            name
            for (name,) in self._engine.rows("SELECT partition_id FROM thinned_partitions WHERE table_name = 'spans'")
        }
        thinned = []
        for rule in self._present(policy):
            if rule.table != "spans":
                continue
            for partition, ended in self._days(rule):
                if ended + policy.spans <= at and partition not in done:
                    self._keep_failures(partition, ended, at)
                    thinned.append(f"spans/{partition}")
        return thinned

    def _keep_failures(self, partition: str, ended: datetime, at: datetime) -> None:
        """Rewrite one day of spans with those of failed tasks alone, and note that it is done."""
        before = self._rows("spans", partition)
        # A literal, not a bound value: the engine keeps the statement and may run it after this connection is gone.
        first, last = (
            f"toDateTime64('{instant:%Y-%m-%d %H:%M:%S}', 6, 'UTC')" for instant in (ended - timedelta(days=1), ended)
        )
        failed = (
            "SELECT trace_id FROM tasks FINAL WHERE outcome = 'failure'"
            f" AND last_received_at >= {first} AND first_received_at < {last}"
        )
        self._engine.execute(
            f"ALTER TABLE spans DELETE IN PARTITION ID '{partition}' WHERE trace_id NOT IN ({failed})"
            " SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1"
        )
        kept = self._rows("spans", partition)
        columns = ("table_name", "partition_id", "kept_rows", "dropped_rows", "thinned_at")
        self._engine.insert("thinned_partitions", columns, [("spans", partition, kept, before - kept, at)])

    def _rows(self, table: str, partition: str) -> int:
        sql = """
            SELECT sum(rows) FROM system.parts WHERE database = currentDatabase() AND active
                AND table = {table:String} AND partition_id = {partition:String}"""
        return int(self._engine.rows(sql, {"table": table, "partition": partition})[0][0])
