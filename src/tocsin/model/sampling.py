"""Which traces keep their spans: what always does, and the chance of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class SamplingPolicy:
    """What decides, at sealing, whether the spans of a trace are kept; its task always is.

    Attributes:
        rate: Chance in (0, 1] of a trace that no rule keeps.
        journey_rates: The same by journey; `*` stands for any run of characters, and the first that matches decides.
        failures: Keep failed and abandoned tasks.
        errors: Keep traces in which any span failed.
        scored: Keep traces that have a score.
        marked: Keep tasks with a data mark, such as "no_root".
        slower_than: Keep tasks that took longer; None for no such rule.
        costlier_than_usd: Keep tasks that cost more; None for no such rule.
        services: Keep every task of these services; `*` as above.
    """

    rate: float = 1.0
    journey_rates: Mapping[str, float] = field(default_factory=dict)
    failures: bool = True
    errors: bool = True
    scored: bool = True
    marked: bool = True
    slower_than: timedelta | None = None
    costlier_than_usd: float | None = None
    services: Sequence[str] = ()

    @property
    def keeps_everything(self) -> bool:
        """Whether no trace can ever be let go."""
        return self.rate >= 1 and all(rate >= 1 for rate in self.journey_rates.values())


KEEP_EVERYTHING = SamplingPolicy()


@dataclass(frozen=True, slots=True)
class SamplingEstimate:
    """How well the spans that are kept stand for all of one service.

    Attributes:
        tasks: Tasks of the service; all of them, kept or not.
        kept: Those whose spans are kept.
        spans: Spans that the tasks had when they were sealed; exact.
        estimated_spans: The same from kept traces only, each weighed by 1 / keep_probability.
        standard_error: Of `estimated_spans`; 0 when everything is kept.
    """

    service: str
    tasks: int
    kept: int
    spans: int
    estimated_spans: float
    standard_error: float
