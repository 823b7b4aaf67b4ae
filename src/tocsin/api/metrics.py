"""Our own metrics: every name in one registry with its unit, read from the account and the loop when scraped."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from tocsin.api.services import Services
from tocsin.errors import StoreUnavailable
from tocsin.ingest import OTHER_SOURCES
from tocsin.model import DiskSpace, Disposition, IncidentState, IngestAccount, IntakeCount, Severity

_MOST_COUNTED = 1000
_MOST_SOURCES = 200


class Kind(StrEnum):
    """Prometheus' kinds that are used here."""

    COUNTER = "counter"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """What one metric means; its unit is in its name, as Prometheus' conventions ask."""

    kind: Kind
    meaning: str
    label: str = ""
    more_labels: Sequence[str] = ()

    @property
    def labels(self) -> Sequence[str]:
        """Names of all labels, in the order in which samples give their values."""
        return (self.label, *self.more_labels) if self.label else ()


METRICS: Mapping[str, MetricSpec] = {
    "tocsin_build_info": MetricSpec(Kind.GAUGE, "Always 1; the label names the running version.", "version"),
    "tocsin_store_up": MetricSpec(Kind.GAUGE, "1 when the database answers, else 0.", "store"),
    "tocsin_disk_free_bytes": MetricSpec(Kind.GAUGE, "Free bytes of the disk under a database.", "store"),
    "tocsin_disk_reserve_bytes": MetricSpec(
        Kind.GAUGE, "Bytes below which nothing more is taken in; only where there is a reserve.", "store"
    ),
    "tocsin_ingest_requests_total": MetricSpec(Kind.COUNTER, "Export requests stored and acknowledged."),
    "tocsin_ingest_spans_total": MetricSpec(Kind.COUNTER, "Spans stored and acknowledged."),
    "tocsin_ingest_bytes_total": MetricSpec(Kind.COUNTER, "Bytes of acknowledged requests, decompressed."),
    "tocsin_ingest_duplicate_requests_total": MetricSpec(
        Kind.COUNTER, "Exact retries acknowledged without being stored twice."
    ),
    "tocsin_ingest_duplicate_spans_total": MetricSpec(Kind.COUNTER, "Spans of exact retries."),
    "tocsin_ingest_truncated_values_total": MetricSpec(Kind.COUNTER, "Attribute values cut to the size limit."),
    "tocsin_ingest_rejected_spans_total": MetricSpec(
        Kind.COUNTER, "Spans refused inside otherwise good requests.", "reason"
    ),
    "tocsin_ingest_rejected_requests_total": MetricSpec(Kind.COUNTER, "Requests refused as a whole.", "reason"),
    "tocsin_ingest_in_flight_bytes": MetricSpec(Kind.GAUGE, "Bytes received and not yet acknowledged."),
    "tocsin_ingest_last_accepted_timestamp_seconds": MetricSpec(
        Kind.GAUGE, "When spans were last accepted, seconds since the epoch."
    ),
    "tocsin_ingest_last_queryable_timestamp_seconds": MetricSpec(
        Kind.GAUGE, "When the newest span that is sealed into a task came, seconds since the epoch."
    ),
    "tocsin_intake_items_total": MetricSpec(
        Kind.COUNTER, "What became of items, by source.", "signal", ("source", "disposition", "reason")
    ),
    "tocsin_intake_last_accepted_timestamp_seconds": MetricSpec(
        Kind.GAUGE, "When something of a source was last accepted, seconds since the epoch.", "source"
    ),
    "tocsin_tasks_sealed_total": MetricSpec(Kind.COUNTER, "Tasks sealed, sealing again included."),
    "tocsin_tasks_marked_total": MetricSpec(Kind.COUNTER, "Sealed tasks with a data mark.", "mark"),
    "tocsin_unpriced_model_calls": MetricSpec(
        Kind.GAUGE,
        "Calls without a known price in tasks that ended within the last seven days; counted every minute.",
        "model",
    ),
    "tocsin_watch_ticks_total": MetricSpec(Kind.COUNTER, "Evaluations of all objectives that ended well."),
    "tocsin_watch_failed_ticks_total": MetricSpec(Kind.COUNTER, "Evaluations that failed."),
    "tocsin_watch_last_tick_timestamp_seconds": MetricSpec(
        Kind.GAUGE, "Instant of the last evaluation that ended well, seconds since the epoch."
    ),
    "tocsin_watch_last_tick_duration_seconds": MetricSpec(Kind.GAUGE, "How long it took."),
    "tocsin_incidents": MetricSpec(Kind.GAUGE, "Incidents that are not resolved.", "severity"),
    "tocsin_kill_switch_engaged": MetricSpec(Kind.GAUGE, "1 while every action is stopped, else 0."),
}
"""Every metric by its name; docs/metrics.md has them for users."""

Values = float | Mapping[str, float] | Mapping[tuple[str, ...], float] | None
Samples = Mapping[str, Values]
"""By metric: its value, or its values by label or labels; None leaves it out."""


class ServerCollector(Collector):
    """Reads everything anew at each scrape, so nothing is counted twice and nothing goes stale."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterable[Metric]:
        """Return every metric that has a value now."""
        samples = {**self._server(), **_ingest(self._services.accounting()), **self._watch(), **self._state()}
        return [family for name, spec in METRICS.items() if (family := _family(name, spec, samples.get(name)))]

    def _server(self) -> Samples:
        up = {name: float(_answers(probe)) for name, probe in self._services.probes.items()}
        return {"tocsin_build_info": {self._services.facts.version: 1.0}, "tocsin_store_up": up, **self._disks()}

    def _disks(self) -> Samples:
        spaces: dict[str, DiskSpace] = {}
        for name, disk in self._services.disks.items():
            with suppress(StoreUnavailable):  # `tocsin_store_up` tells
                if (space := disk()) is not None:
                    spaces[name] = space
        return {
            "tocsin_disk_free_bytes": {name: float(space.free) for name, space in spaces.items()},
            "tocsin_disk_reserve_bytes": {name: float(one.reserve) for name, one in spaces.items() if one.reserve},
        }

    def _watch(self) -> Samples:
        facts = self._services.loop()
        return {
            "tocsin_watch_ticks_total": facts.ticks,
            "tocsin_watch_failed_ticks_total": facts.failed_ticks,
            "tocsin_watch_last_tick_timestamp_seconds": _timestamp(facts.last_tick_at),
            "tocsin_watch_last_tick_duration_seconds": facts.last_tick_seconds,
        }

    def _state(self) -> Samples:
        """A scrape must tell that the state database is down, so it does not fail with it."""
        unresolved = [state for state in IncidentState if state is not IncidentState.RESOLVED]
        try:
            incidents = self._services.incidents.incidents(unresolved, _MOST_COUNTED)
            engaged = self._services.kill_switch.kill_switch()
        except StoreUnavailable:
            return {}
        by_severity = {str(severity): float(sum(i.severity is severity for i in incidents)) for severity in Severity}
        return {"tocsin_incidents": by_severity, "tocsin_kill_switch_engaged": float(engaged)}


def _ingest(account: IngestAccount) -> Samples:
    return {
        "tocsin_ingest_requests_total": account.accepted_requests,
        "tocsin_ingest_spans_total": account.accepted_spans,
        "tocsin_ingest_bytes_total": account.accepted_bytes,
        "tocsin_ingest_duplicate_requests_total": account.duplicate_requests,
        "tocsin_ingest_duplicate_spans_total": account.duplicate_spans,
        "tocsin_ingest_truncated_values_total": account.truncated_values,
        "tocsin_ingest_rejected_spans_total": account.rejected_spans,
        "tocsin_ingest_rejected_requests_total": account.rejected_requests,
        "tocsin_ingest_in_flight_bytes": account.in_flight_bytes,
        "tocsin_ingest_last_accepted_timestamp_seconds": _timestamp(account.last_accepted_at),
        "tocsin_ingest_last_queryable_timestamp_seconds": _timestamp(account.last_queryable_at),
        **_sources(account.counts),
        "tocsin_tasks_sealed_total": account.sealed_tasks,
        "tocsin_tasks_marked_total": account.marked_tasks,
        "tocsin_unpriced_model_calls": account.unpriced_models,
    }


def _sources(counts: Sequence[IntakeCount]) -> Samples:
    """Bound the label values: the sources with most items by name, the others together."""
    sizes: Counter[str] = Counter()
    for one in counts:
        sizes[one.source] += one.count
    named = {source for source, _ in sizes.most_common(_MOST_SOURCES)}
    items: Counter[tuple[str, ...]] = Counter()
    last: dict[str, float] = {}
    for one in counts:
        source = one.source if one.source in named else OTHER_SOURCES
        items[one.signal, source, one.disposition, one.reason] += one.count
        if one.disposition is Disposition.ACCEPTED:
            last[source] = max(last.get(source, 0.0), one.last_at.timestamp())
    return {"tocsin_intake_items_total": items, "tocsin_intake_last_accepted_timestamp_seconds": last}


def _answers(probe: Callable[[], object]) -> bool:
    try:
        probe()
    except StoreUnavailable:
        return False
    return True


def _timestamp(instant: datetime | None) -> float | None:
    return instant.timestamp() if instant else None


def _family(name: str, spec: MetricSpec, value: Values) -> Metric | None:
    if value is None:
        return None
    family: CounterMetricFamily | GaugeMetricFamily
    if spec.kind is Kind.COUNTER:
        family = CounterMetricFamily(name, spec.meaning, labels=spec.labels)
    else:
        family = GaugeMetricFamily(name, spec.meaning, labels=spec.labels)
    if isinstance(value, Mapping):
        for label, number in value.items():
            family.add_metric([label] if isinstance(label, str) else label, number)
    else:
        family.add_metric([], value)
    return family
