"""What a model costs: rates per token, since when they hold, whose they are; and what stays without a price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""Start of a price that holds since ever."""
FOREVER = datetime.max.replace(tzinfo=UTC)
"""End of a price without an end."""
DAY_SECONDS = 86_400


class PriceKey(NamedTuple):
    """What decides which price a model call has, in the very words of its span.

    Attributes:
        service_tier: Such as "flex" or "priority"; empty where the span names none.
    """

    vendor: str
    model: str
    service_tier: str = ""


class PriceSource(StrEnum):
    """Whose price it is: what the vendor publishes, or what the user's price book says."""

    PUBLISHED = "published"
    NEGOTIATED = "negotiated"


class PriceCaveat(StrEnum):
    """Why a price may be another one than the vendor will bill.

    `snapshot`: the dated snapshot is not known, the model without its date is. `inferred_vendor`: the vendor that the
    span names does not offer the model, another one does. `standard_tier`: no price of that service tier is known.
    """

    SNAPSHOT = "snapshot"
    INFERRED_VENDOR = "inferred_vendor"
    STANDARD_TIER = "standard_tier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """US dollars for one token of each class, and for one request.

    Attributes:
        cache_write_usd: For tokens that the vendor keeps for minutes; `cache_write_1h_usd` for an hour.
        reasoning_usd: For those output tokens that were reasoning.
    """

    input_usd: float
    output_usd: float
    cache_read_usd: float
    cache_write_usd: float
    cache_write_1h_usd: float
    reasoning_usd: float
    input_audio_usd: float
    output_audio_usd: float
    request_usd: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RateBand:
    """Rates for calls of some size at some time of the day; where several bands fit a call, the last one counts.

    Attributes:
        above_input_tokens: The call had more input than this, cached tokens included; 0 for any call.
        from_second, until_second: From and before which second of the UTC day the call began.
    """

    rates: Rates
    above_input_tokens: int = 0
    from_second: int = 0
    until_second: int = DAY_SECONDS


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """A price from an instant on, until the next period begins.

    Attributes:
        bands: By size, smallest first; empty while there is no price.
        source: None while there is no price.
        note: Version of the published prices, or place in the price book.
    """

    starts_at: datetime
    bands: Sequence[RateBand]
    source: PriceSource | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """All that is known of what one model costs.

    Attributes:
        key: The names that spans carry.
        priced_as: "<vendor>/<model>" of the published price; empty when none is known.
        periods: Oldest first, without gaps from the first on.
    """

    key: PriceKey
    periods: Sequence[PricePeriod]
    priced_as: str = ""
    caveats: Sequence[PriceCaveat] = ()

    def period(self, at: datetime) -> PricePeriod | None:
        """Return the period that an instant falls in, priced or not; None before the first."""
        return next((period for period in reversed(self.periods) if period.starts_at <= at), None)

    def is_priced(self, at: datetime) -> bool:
        """Return whether a call that began at an instant has a price."""
        period = self.period(at)
        return period is not None and bool(period.bands)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpricedModel:
    """Calls of one model from one service that had no price when their tasks were sealed or priced again.

    Attributes:
        first_seen, last_seen: Start of the first, end of the last task with such a call.
    """

    vendor: str
    model: str
    service: str
    calls: int
    input_tokens: int
    output_tokens: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CostComparison:
    """What the application or its gateway said that calls cost, beside what their tokens cost by price.

    Attributes:
        calls: Model calls that carry a cost of their own above zero.
        priced_calls: Those of them with a price; only they count in both sums.
    """

    vendor: str
    model: str
    calls: int
    priced_calls: int
    reported_usd: float
    computed_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RepricedTasks:
    """What pricing some tasks again comes to.

    Attributes:
        tasks: All that were looked at.
        changed: Those whose cost or number of unpriced calls became another.
        kept: Those whose spans are gone, in whole or in part: their cost stays as it is.
        cost_before_usd, cost_after_usd: Sums over all tasks, the kept ones included.
    """

    tasks: int = 0
    changed: int = 0
    kept: int = 0
    cost_before_usd: float = 0.0
    cost_after_usd: float = 0.0
    unpriced_before: int = 0
    unpriced_after: int = 0

    def __add__(self, other: "RepricedTasks") -> "RepricedTasks":
        """Return the same of both groups of tasks together."""
        return RepricedTasks(
            tasks=self.tasks + other.tasks,
            changed=self.changed + other.changed,
            kept=self.kept + other.kept,
            cost_before_usd=self.cost_before_usd + other.cost_before_usd,
            cost_after_usd=self.cost_after_usd + other.cost_after_usd,
            unpriced_before=self.unpriced_before + other.unpriced_before,
            unpriced_after=self.unpriced_after + other.unpriced_after,
        )
