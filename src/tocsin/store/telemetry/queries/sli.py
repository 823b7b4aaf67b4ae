"""Counts over sealed tasks: the numbers every SLI, comparison and chart is made of.

An hour of tasks that is over and quiet is counted once for each SLI and remembered with the hour's digest; the rest is
counted each time. Answers are the same as from counting everything, see `hours.py`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from tocsin.clock import to_nanoseconds
from tocsin.model import SliCounts, SliPoint, SliQuery, SliQuestion, Window
from tocsin.store.ports import CohortCounts
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition
from tocsin.store.telemetry.queries.hours import HOUR, HourLedger
from tocsin.store.telemetry.queries.memo import HourMemo
from tocsin.store.telemetry.queries.spells import Spell, bounded, contains, merged, spells_outside
from tocsin.store.telemetry.queries.visible import tasks_in, visible_tasks

MOST_TOGETHER = 32
"""SLIs counted by one statement; analysing it takes about as long for each of them as counting."""
_NOTHING = SliCounts(good=0, total=0)


class SliStore:
    """Implements `SliReader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ledger = HourLedger(engine)
        self._memo = HourMemo()

    def counts(self, query: SliQuery, windows: Sequence[Window], as_of: datetime) -> Sequence[SliCounts]:
        """Return one `SliCounts` per window, in order; what is remembered is not read again."""
        return self.counts_for([SliQuestion(query, windows)], as_of)[0]

    def counts_for(self, questions: Sequence[SliQuestion], as_of: datetime) -> Sequence[Sequence[SliCounts]]:
        """Return what `counts` says to each question; tasks are read once for all of them."""
        if len(questions) > MOST_TOGETHER:
            return [
                *self.counts_for(questions[:MOST_TOGETHER], as_of),
                *self.counts_for(questions[MOST_TOGETHER:], as_of),
            ]
        windows = list(dict.fromkeys(window for question in questions for window in question.windows))
        if not windows:
            return [()] * len(questions)
        touched = self._ledger.hours(Window(min(w.start for w in windows), max(w.end for w in windows)))
        settled = {hour: state.digest for hour, state in touched.items() if state.is_settled(as_of)}
        whole = {hour: digest for hour, digest in settled.items() if any(contains(w, hour) for w in windows)}
        queries = [question.query for question in questions]
        remembered = [_WholeHours(hours) for hours in self._remembered(queries, whole, as_of)]
        counted = self._counted(queries, {w: spells_outside(w, touched, whole) for w in windows}, as_of)
        return [
            tuple(_sum([hours.within(window), rest[window]]) for window in question.windows)
            for question, hours, rest in zip(questions, remembered, counted, strict=True)
        ]

    def series(self, query: SliQuery, window: Window, step: timedelta, as_of: datetime) -> Sequence[SliPoint]:
        """Return counts per step, aligned to multiples of the step since the epoch, without empty steps."""
        touched = self._ledger.hours(window) if step % HOUR == timedelta(0) else {}
        whole = {h: s.digest for h, s in touched.items() if s.is_settled(as_of) and contains(window, h)}
        rest = spells_outside(window, touched, whole)
        if not whole or len(bounded(rest)) != len(rest):
            whole, rest = {}, [(window.start, window.end)]
        (remembered,) = self._remembered([query], whole, as_of)
        points: dict[datetime, SliCounts] = {}
        for at, counts in (*remembered.items(), *((at, one) for at, (one,) in self._steps([query], rest, step, as_of))):
            start = _floor(at, step)
            points[start] = _sum([points.get(start, _NOTHING), counts])
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
        self, queries: Sequence[SliQuery], hours: Mapping[datetime, int], as_of: datetime
    ) -> Sequence[Mapping[datetime, SliCounts]]:
        """Return each SLI's counts of settled hours, counting those that are not remembered in this state."""
        known = [self._memo.known(query, hours) for query in queries]
        missing = {hour: digest for hour, digest in hours.items() if any(hour not in counts for counts in known)}
        if missing:
            lacking = [at for at, counts in enumerate(known) if len(counts) < len(hours)]
            spells = bounded(merged((hour, hour + HOUR) for hour in missing))
            found = dict(self._steps([queries[at] for at in lacking], spells, HOUR, as_of))
            for place, at in enumerate(lacking):
                fresh = {hour: found[hour][place] if hour in found else _NOTHING for hour in missing}
                self._memo.remember(queries[at], missing, fresh)
                known[at] |= fresh
        return known

    def _counted(
        self, queries: Sequence[SliQuery], rests: Mapping[Window, Sequence[Spell]], as_of: datetime
    ) -> Sequence[Mapping[Window, SliCounts]]:
        """Return each SLI's counts of several sets of spells, in one pass over all of them."""
        spells = bounded(merged(spell for rest in rests.values() for spell in rest))
        cuts = sorted({instant for rest in rests.values() for spell in rest for instant in spell})
        parameters: Parameters = {"cuts": [to_nanoseconds(cut) // 1_000 for cut in cuts]}
        segment = "arrayCount(cut -> cut <= toUnixTimestamp64Micro(ended_at), {cuts:Array(Int64)})"
        found = [
            (cuts[at - 1], counts) for at, counts in self._grouped(queries, segment, spells, as_of, parameters) if at
        ]
        within = {
            window: [counts for start, counts in found if any(s <= start < e for s, e in rest)]
            for window, rest in rests.items()
        }
        return [
            {window: _sum(counts[place] for counts in segments) for window, segments in within.items()}
            for place in range(len(queries))
        ]

    def _steps(
        self, queries: Sequence[SliQuery], spells: Sequence[Spell], step: timedelta, as_of: datetime
    ) -> Iterator[tuple[datetime, Sequence[SliCounts]]]:
        parameters: Parameters = {"step_us": step // timedelta(microseconds=1)}
        start = """fromUnixTimestamp64Micro(
            intDiv(toUnixTimestamp64Micro(ended_at), {step_us:Int64}) * {step_us:Int64}, 'UTC')"""
        return self._grouped(queries, start, spells, as_of, parameters)

    def _grouped(
        self, queries: Sequence[SliQuery], key: str, spells: Sequence[Spell], as_of: datetime, parameters: Parameters
    ) -> Iterator[tuple[Any, Sequence[SliCounts]]]:
        """Yield the counts of each SLI, in order, by the value of an SQL expression over tasks."""
        if not spells:
            return
        flags, goods, totals = [], [], []
        for place, query in enumerate(queries):
            valid = task_condition(query.valid, f"valid_{place}", parameters)
            good = task_condition(query.good, f"good_{place}", parameters)
            flags.append(f"{valid} AS is_valid_{place}, is_valid_{place} AND {good} AS is_good_{place}")
            goods.append(f"countIf(is_good_{place})")
            totals.append(f"countIf(is_valid_{place})")
        sql = f"""
            SELECT {key} AS key, [{", ".join(goods)}], [{", ".join(totals)}]
            FROM (SELECT ended_at, {", ".join(flags)} FROM {tasks_in(spells, as_of, parameters)}) GROUP BY key"""
        for at, good_events, events in self._engine.rows(sql, parameters):
            yield at, [SliCounts(good, total) for good, total in zip(good_events, events, strict=True)]


class _WholeHours:
    """Sums over any run of whole hours, each from two running sums."""

    def __init__(self, counts: Mapping[datetime, SliCounts]) -> None:
        self._hours = sorted(counts)
        self._good = list(accumulate((counts[hour].good for hour in self._hours), initial=0))
        self._total = list(accumulate((counts[hour].total for hour in self._hours), initial=0))

    def within(self, window: Window) -> SliCounts:
        first, after = bisect_left(self._hours, window.start), bisect_right(self._hours, window.end - HOUR)
        if after <= first:
            return _NOTHING
        return SliCounts(self._good[after] - self._good[first], self._total[after] - self._total[first])


def _sum(parts: Iterable[SliCounts]) -> SliCounts:
    good = total = 0
    for part in parts:
        good, total = good + part.good, total + part.total
    return SliCounts(good, total)


def _floor(at: datetime, step: timedelta) -> datetime:
    """Return the last multiple of a step since the epoch that is not after an instant."""
    since_epoch = timedelta(microseconds=to_nanoseconds(at) // 1_000)
    return at - since_epoch % step


def _valid_events(query: SliQuery, within: Window, as_of: datetime, parameters: Parameters) -> str:
    valid = task_condition(query.valid, "valid", parameters)
    good = task_condition(query.good, "good", parameters)
    return f"SELECT ended_at, releases, {good} AS good FROM {visible_tasks(within, as_of, parameters)} AND {valid}"
