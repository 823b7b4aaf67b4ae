"""Builders of prices, and fakes of the ports behind which they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tocsin.api import RepricingJob, RepricingState
from tocsin.model import (
    ALWAYS,
    CostComparison,
    JobId,
    ModelPrice,
    PriceKey,
    PricePeriod,
    PriceSource,
    RateBand,
    Rates,
    RepricedTasks,
    UnpricedModel,
    Window,
)


def rates(
    input_usd: float,
    output_usd: float,
    *,
    read: float | None = None,
    write: float | None = None,
    write_1h: float | None = None,
    reasoning: float | None = None,
    audio: tuple[float, float] | None = None,
    request: float = 0.0,
) -> Rates:
    """Return rates in US dollars a token; a class that is not told costs like the one it is a part of."""
    written = input_usd if write is None else write
    audio_in, audio_out = audio or (input_usd, output_usd)
    return Rates(
        input_usd=input_usd,
        output_usd=output_usd,
        cache_read_usd=input_usd if read is None else read,
        cache_write_usd=written,
        cache_write_1h_usd=written if write_1h is None else write_1h,
        reasoning_usd=output_usd if reasoning is None else reasoning,
        input_audio_usd=audio_in,
        output_audio_usd=audio_out,
        request_usd=request,
    )


def since(start: datetime, *bands: RateBand | Rates) -> PricePeriod:
    """Return a price from an instant on; without bands: no price."""
    whole = tuple(band if isinstance(band, RateBand) else RateBand(rates=band) for band in bands)
    return PricePeriod(start, whole, PriceSource.NEGOTIATED if whole else None, "test" if whole else "")


def price(key: PriceKey, *given: PricePeriod | RateBand | Rates) -> ModelPrice:
    """Return the price of a model: its periods, or one that holds since ever."""
    periods = [one for one in given if isinstance(one, PricePeriod)]
    bands = [one for one in given if not isinstance(one, PricePeriod)]
    return ModelPrice(key, tuple(periods) or (since(ALWAYS, *bands),))


@dataclass
class KnownPrices:
    """Implements `tocsin.api.PriceDesk` over what a test puts in."""

    listed: Sequence[ModelPrice] = ()
    gaps: Sequence[UnpricedModel] = ()
    compared: Sequence[CostComparison] = ()
    windows: list[Window] = field(default_factory=list)

    def prices(self) -> Sequence[ModelPrice]:
        """Return the prices put in."""
        return self.listed

    def is_priced(self, vendor: str, model: str, at: datetime) -> bool:
        """Return whether one of them is meant and holds."""
        return any(one.key[:2] == (vendor, model) and one.is_priced(at) for one in self.listed)

    def nearest(self, vendor: str, model: str) -> str | None:
        """Return the first model put in."""
        return next((f"{one.key.vendor}/{one.key.model}" for one in self.listed), None)

    def unpriced(self, window: Window) -> Sequence[UnpricedModel]:
        """Return the gaps put in, and note the window."""
        self.windows.append(window)
        return self.gaps

    def comparisons(self, window: Window) -> Sequence[CostComparison]:
        """Return the comparisons put in, and note the window."""
        self.windows.append(window)
        return self.compared


@dataclass
class Repricings:
    """Implements `tocsin.api.RepricingJobs`: a job is done when it is looked at, with this result or this error."""

    result: RepricedTasks = field(default_factory=RepricedTasks)
    error: str = ""
    jobs: dict[JobId, RepricingJob] = field(default_factory=dict)

    def start(self, start: datetime, end: datetime, *, dry_run: bool, by: str) -> RepricingJob:
        """Keep a job."""
        job_id = JobId(f"job_{len(self.jobs) + 1}")
        job = RepricingJob(job_id, RepricingState.RUNNING, start, end, dry_run, by, 0, RepricedTasks())
        self.jobs[job.id] = job
        return job

    def job(self, job_id: JobId) -> RepricingJob | None:
        """Return the job as ended."""
        job = self.jobs.get(job_id)
        if job is None:
            return None
        state = RepricingState.FAILED if self.error else RepricingState.DONE
        return replace(job, state=state, result=self.result, tasks_total=self.result.tasks, error=self.error)
