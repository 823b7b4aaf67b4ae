"""Log records and metrics kept in memory, for what reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tocsin.clock import from_nanoseconds
from tocsin.model import LogRecord, Metric, MetricSample, MetricSeries, Statistic, TraceId, Window


@dataclass
class StoredLogs:
    """Implements `LogReader`."""

    records: list[LogRecord] = field(default_factory=list)

    def of_trace(self, trace_id: TraceId) -> Sequence[LogRecord]:
        """Return the records of a trace sorted by time."""
        return sorted((one for one in self.records if one.trace_id == trace_id), key=lambda one: one.at_ns)

    def search(
        self,
        window: Window,
        *,
        service: str = "",
        event: str = "",
        min_severity: int = 0,
        text: str = "",
        limit: int,
        before: tuple[int, int] | None = None,
    ) -> Sequence[LogRecord]:
        """Return matching records, newest first."""
        last, shown = before or (2**63, 0)
        found = [
            one
            for one in sorted(self.records, key=lambda one: (-one.at_ns, one.body))
            if window.start <= from_nanoseconds(one.at_ns) < window.end
            and (not service or one.service == service)
            and (not event or one.event == event)
            and one.severity >= min_severity
            and text.lower() in one.body.lower()
            and one.at_ns <= last
        ]
        return found[shown : shown + limit]


@dataclass
class StoredMetrics:
    """Implements `MetricReader`: its metrics have the value 1 in the first step, and it remembers what it was asked."""

    metrics: list[Metric] = field(default_factory=list)
    asked: list[tuple[str, timedelta, Sequence[str], Mapping[str, str], Statistic | None]] = field(default_factory=list)

    def names(self, window: Window, *, name: str = "") -> Sequence[Metric]:
        """Return the metrics whose last point lies in the window."""
        return [m for m in self.metrics if window.start <= m.last_at < window.end and name in ("", m.name)]

    def series(
        self,
        metric: Metric,
        window: Window,
        step: timedelta,
        *,
        group_by: Sequence[str] = (),
        where: Mapping[str, str] | None = None,
        statistic: Statistic | None = None,
    ) -> Sequence[MetricSeries]:
        """Return one series."""
        self.asked.append((metric.name, step, group_by, where or {}, statistic))
        return [MetricSeries(dict.fromkeys(group_by, "a"), [MetricSample(window.start, 1.0)])]
