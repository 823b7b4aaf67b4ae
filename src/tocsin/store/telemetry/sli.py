"""Counts over sealed tasks: the numbers every SLI, comparison and chart is made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tocsin.model import SliCounts, SliPoint, SliQuery, Window
from tocsin.store.ports import CohortCounts
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition

INSTANT = "DateTime64(9, 'UTC')"


class SliStore:
    """Implements `SliReader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counts(self, query: SliQuery, windows: Sequence[Window], as_of: datetime) -> Sequence[SliCounts]:
        """Return one `SliCounts` per window, in order, in one pass over the widest."""
        if not windows:
            return ()
        parameters: Parameters = {}
        columns = []
        for index, window in enumerate(windows):
            parameters |= {f"start_{index}": window.start, f"end_{index}": window.end}
            within = f"ended_at >= {{start_{index}:{INSTANT}}} AND ended_at < {{end_{index}:{INSTANT}}}"
            columns += [f"countIf(good AND {within})", f"countIf({within})"]
        widest = Window(min(w.start for w in windows), max(w.end for w in windows))
        source = _valid_events(query, widest, as_of, parameters)
        row = self._engine.rows(f"SELECT {', '.join(columns)} FROM ({source})", parameters)[0]
        return tuple(SliCounts(good=row[2 * i], total=row[2 * i + 1]) for i in range(len(windows)))

    def series(self, query: SliQuery, window: Window, step: timedelta, as_of: datetime) -> Sequence[SliPoint]:
        """Return counts per step, aligned to multiples of the step since the epoch, without empty steps."""
        parameters: Parameters = {"step_us": step // timedelta(microseconds=1)}
        sql = f"""
            SELECT intDiv(toUnixTimestamp64Micro(ended_at), {{step_us:Int64}}) * {{step_us:Int64}} AS step_start,
                fromUnixTimestamp64Micro(step_start, 'UTC') AS step, countIf(good) AS good_events, count() AS events
            FROM ({_valid_events(query, window, as_of, parameters)}) GROUP BY step_start ORDER BY step"""
        return tuple(SliPoint(at, SliCounts(good, total)) for _, at, good, total in self._engine.rows(sql, parameters))

    def cohorts(self, query: SliQuery, release_key: str, window: Window, as_of: datetime) -> Sequence[CohortCounts]:
        """Return counts by the version of `release_key` that tasks carried, largest first."""
        parameters: Parameters = {"release_key": release_key}
        sql = f"""
            SELECT releases[{{release_key:String}}] AS version, countIf(good) AS good_events, count() AS events,
                min(ended_at), max(ended_at)
            FROM ({_valid_events(query, window, as_of, parameters)}) GROUP BY version ORDER BY events DESC, version"""
        rows = self._engine.rows(sql, parameters)
        return tuple(CohortCounts(v, SliCounts(good, total), first, last) for v, good, total, first, last in rows)

    def release_keys(self, query: SliQuery, window: Window, as_of: datetime) -> Mapping[str, Mapping[str, int]]:
        """Return how many bad events carried each version of each release key."""
        parameters: Parameters = {}
        sql = f"""
            SELECT pair.1 AS release_key, pair.2 AS version, count() AS events
            FROM (SELECT arrayJoin(CAST(releases, 'Array(Tuple(String, String))')) AS pair
                FROM ({_valid_events(query, window, as_of, parameters)}) WHERE NOT good)
            GROUP BY release_key, version ORDER BY release_key, events DESC, version"""
        keys: dict[str, dict[str, int]] = {}
        for key, version, events in self._engine.rows(sql, parameters):
            keys.setdefault(key, {})[version] = events
        return keys


def _valid_events(query: SliQuery, window: Window, as_of: datetime, parameters: Parameters) -> str:
    valid = task_condition(query.valid, "valid", parameters)
    good = task_condition(query.good, "good", parameters)
    return f"SELECT ended_at, releases, {good} AS good FROM {visible_tasks(window, as_of, parameters)} WHERE {valid}"


def visible_tasks(window: Window, as_of: datetime | None, parameters: Parameters) -> str:
    """Return SQL for the tasks that ended in a window and were sealed by `as_of`, each once."""
    parameters |= {"window_start": window.start, "window_end": window.end}
    sealed = ""
    if as_of is not None:
        parameters["as_of"] = as_of
        sealed = f"AND sealed_at <= {{as_of:{INSTANT}}}"
    return f"""(SELECT * FROM tasks FINAL
        WHERE minute >= toStartOfMinute({{window_start:{INSTANT}}}) AND minute <= {{window_end:{INSTANT}}}
            AND ended_at >= {{window_start:{INSTANT}}} AND ended_at < {{window_end:{INSTANT}}} {sealed})"""
