"""Counts over sealed tasks: the numbers every SLI, comparison and chart is made of.

An hour of tasks that is over and quiet is counted once for each SLI and remembered with the hour's digest; the rest is
counted each time. Answers are the same as from counting everything, see `hours.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from tocsin.clock import to_nanoseconds
from tocsin.model import SliCounts, SliPoint, SliQuery, Window
from tocsin.store.ports import CohortCounts
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition
from tocsin.store.telemetry.queries.hours import HOUR, HourLedger
from tocsin.store.telemetry.queries.memo import HourMemo
from tocsin.store.telemetry.queries.spells import Spell, bounded, contains, merged, spells_outside

INSTANT = "DateTime64(9, 'UTC')"
_NOTHING = SliCounts(good=0, total=0)


class SliStore:
    """Implements `SliReader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ledger = HourLedger(engine)
        self._memo = HourMemo()

    def counts(self, query: SliQuery, windows: Sequence[Window], as_of: datetime) -> Sequence[SliCounts]:
        """Return one `SliCounts` per window, in order; what is remembered is not read again."""
        if not windows:
            return ()
        widest = Window(min(w.start for w in windows), max(w.end for w in windows))
        touched = self._ledger.hours(widest)
        settled = {hour: state.digest for hour, state in touched.items() if state.is_settled(as_of)}
        whole = {hour: digest for hour, digest in settled.items() if any(contains(w, hour) for w in windows)}
        remembered = self._remembered(query, whole, as_of)
        rests = [spells_outside(window, touched, whole) for window in windows]
        counted = self._counted(query, rests, as_of)
        return tuple(
            _sum((counts for hour, counts in remembered.items() if contains(window, hour)), counted[index])
            for index, window in enumerate(windows)
        )

    def series(self, query: SliQuery, window: Window, step: timedelta, as_of: datetime) -> Sequence[SliPoint]:
        """Return counts per step, aligned to multiples of the step since the epoch, without empty steps."""
        touched = self._ledger.hours(window) if step % HOUR == timedelta(0) else {}
        whole = {h: s.digest for h, s in touched.items() if s.is_settled(as_of) and contains(window, h)}
        rest = spells_outside(window, touched, whole)
        if not whole or len(bounded(rest)) != len(rest):
            whole, rest = {}, [(window.start, window.end)]
        remembered = self._remembered(query, whole, as_of)
        points: dict[datetime, SliCounts] = {}
        for at, counts in (*remembered.items(), *self._steps(query, rest, step, as_of)):
            start = _floor(at, step)
            points[start] = _sum([counts], points.get(start, _NOTHING))
        return tuple(SliPoint(start, points[start]) for start in sorted(points) if points[start].total)

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

    def _remembered(
        self, query: SliQuery, hours: Mapping[datetime, int], as_of: datetime
    ) -> Mapping[datetime, SliCounts]:
        """Return the counts of settled hours, counting those that are not remembered in this state."""
        known = self._memo.known(query, hours)
        missing = {hour: digest for hour, digest in hours.items() if hour not in known}
        if not missing:
            return known
        spells = bounded(merged((hour, hour + HOUR) for hour in missing))
        found = dict(self._steps(query, spells, HOUR, as_of))
        fresh = {hour: found.get(hour, _NOTHING) for hour in missing}
        self._memo.remember(query, missing, fresh)
        return {**known, **fresh}

    def _counted(self, query: SliQuery, rests: Sequence[Sequence[Spell]], as_of: datetime) -> Sequence[SliCounts]:
        """Return the counts of several sets of spells, in one pass over all of them."""
        spells = bounded(merged(spell for rest in rests for spell in rest))
        if not spells:
            return [_NOTHING] * len(rests)
        cuts = sorted({instant for rest in rests for spell in rest for instant in spell})
        parameters: Parameters = {"cuts": [to_nanoseconds(cut) // 1_000 for cut in cuts]}
        sql = f"""
            SELECT arrayCount(cut -> cut <= toUnixTimestamp64Micro(ended_at), {{cuts:Array(Int64)}}) AS segment,
                countIf(good), count()
            FROM ({_valid_events(query, spells, as_of, parameters)}) GROUP BY segment"""
        found = {
            cuts[segment - 1]: SliCounts(good, total) for segment, good, total in self._engine.rows(sql, parameters)
        }
        return [
            _sum(counts for start, counts in found.items() if any(s <= start < e for s, e in rest)) for rest in rests
        ]

    def _steps(
        self, query: SliQuery, spells: Sequence[Spell], step: timedelta, as_of: datetime
    ) -> Iterable[tuple[datetime, SliCounts]]:
        if not spells:
            return
        parameters: Parameters = {"step_us": step // timedelta(microseconds=1)}
        sql = f"""
            SELECT intDiv(toUnixTimestamp64Micro(ended_at), {{step_us:Int64}}) * {{step_us:Int64}} AS step_start,
                fromUnixTimestamp64Micro(step_start, 'UTC') AS step, countIf(good) AS good_events, count() AS events
            FROM ({_valid_events(query, spells, as_of, parameters)}) GROUP BY step_start"""
        for _, at, good, total in self._engine.rows(sql, parameters):
            yield at, SliCounts(good, total)


def _sum(parts: Iterable[SliCounts], start: SliCounts = _NOTHING) -> SliCounts:
    good, total = start.good, start.total
    for part in parts:
        good, total = good + part.good, total + part.total
    return SliCounts(good, total)


def _floor(at: datetime, step: timedelta) -> datetime:
    """Return the last multiple of a step since the epoch that is not after an instant."""
    since_epoch = timedelta(microseconds=to_nanoseconds(at) // 1_000)
    return at - since_epoch % step


def _valid_events(query: SliQuery, within: Window | Sequence[Spell], as_of: datetime, parameters: Parameters) -> str:
    valid = task_condition(query.valid, "valid", parameters)
    good = task_condition(query.good, "good", parameters)
    spells = [(within.start, within.end)] if isinstance(within, Window) else within
    return f"SELECT ended_at, releases, {good} AS good FROM {tasks_in(spells, as_of, parameters)} WHERE {valid}"


def visible_tasks(window: Window, as_of: datetime | None, parameters: Parameters) -> str:
    """Return SQL for the tasks that ended in a window and were sealed by `as_of`, each once."""
    return tasks_in([(window.start, window.end)], as_of, parameters)


def tasks_in(spells: Sequence[Spell], as_of: datetime | None, parameters: Parameters) -> str:
    """Return SQL for the tasks that ended in any of some spells and were sealed by `as_of`, each once."""
    ranges = []
    for index, (start, end) in enumerate(spells):
        parameters |= {f"start_{index}": start, f"end_{index}": end}
        first, last = f"{{start_{index}:{INSTANT}}}", f"{{end_{index}:{INSTANT}}}"
        ranges.append(
            f"(minute >= toStartOfMinute({first}) AND minute <= {last} AND ended_at >= {first} AND ended_at < {last})"
        )
    sealed = ""
    if as_of is not None:
        parameters["as_of"] = as_of
        sealed = f"AND sealed_at <= {{as_of:{INSTANT}}}"
    return f"(SELECT * FROM tasks FINAL WHERE ({' OR '.join(ranges)}) {sealed})"
