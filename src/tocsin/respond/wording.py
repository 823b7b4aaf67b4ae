"""The sentences about a recovery reading, each with the numbers it rests on."""

from collections.abc import Mapping

from tocsin.model import SliCounts, Slo
from tocsin.respond.recovery import RecoveryReading, RecoveryVerdict

_SAYS: Mapping[RecoveryVerdict, str] = {
    RecoveryVerdict.RECOVERED: "Recovered",
    RecoveryVerdict.NOT_HELPED: "It did not help: no better than before the action",
    RecoveryVerdict.IMPROVED: "Better than before the action, but not recovered",
    RecoveryVerdict.LIKE_LUCK: "Healthy so far, but not clearly better than before the action",
    RecoveryVerdict.TOO_FEW: "Too few tasks to tell",
    RecoveryVerdict.STILL_EXPOSED: "Tasks still run on the blamed version",
}


def conclusion(reading: RecoveryReading | None, slo: Slo) -> str:
    """Return one sentence on a reading; None is a look that could not read the telemetry."""
    if reading is None:
        return "The telemetry could not be read"
    return (
        f"{_SAYS[reading.verdict]}: {_good(reading.fresh)} good since {reading.since:%H:%M:%S} UTC"
        f" (allowed bad ratio {reading.allowed_bad_ratio:.2%}, SLO {slo.name} target {slo.target:.2%});"
        f" on the blamed version {_good(reading.exposed)}; in the hour before it {_good(reading.baseline)}"
    )


def measured(reading: RecoveryReading | None) -> Mapping[str, str]:
    """Return the numbers of a reading for the audit log; empty without one."""
    if reading is None:
        return {}
    return {
        "verdict": reading.verdict.value,
        "since": reading.since.isoformat(),
        "fresh_good": str(reading.fresh.good),
        "fresh_total": str(reading.fresh.total),
        "exposed_good": str(reading.exposed.good),
        "exposed_total": str(reading.exposed.total),
        "baseline_good": str(reading.baseline.good),
        "baseline_total": str(reading.baseline.total),
        "allowed_bad_ratio": repr(reading.allowed_bad_ratio),
    }


def _good(counts: SliCounts) -> str:
    if counts.ratio is None:
        return "0 of 0 tasks"
    return f"{counts.good} of {counts.total} tasks ({counts.ratio:.1%})"
