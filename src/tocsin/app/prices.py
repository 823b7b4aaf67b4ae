"""What the API asks about prices, answered from the price list, the price book and the tasks; ranges priced again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from tocsin.api import RepricingJob, RepricingState
from tocsin.clock import Clock
from tocsin.errors import Conflict, InvalidInput
from tocsin.ingest import Pricer, RepricingProgress, nearest_model
from tocsin.model import CostComparison, JobId, ModelPrice, PriceKey, RepricedTasks, UnpricedModel, Window
from tocsin.store import AuditStore
from tocsin.store.telemetry import TelemetryStore

_log = structlog.get_logger()

_KEPT = 50


class Prices:
    """Implements `tocsin.api.PriceDesk`."""

    def __init__(self, telemetry: TelemetryStore, pricer: Pricer) -> None:
        self._telemetry = telemetry
        self._pricer = pricer

    def prices(self) -> Sequence[ModelPrice]:
        """Return every price in force, and every model seen that has none."""
        return self._telemetry.prices.prices()

    def is_priced(self, vendor: str, model: str, at: datetime) -> bool:
        """Return whether calls of a model that begin at an instant have a price now."""
        return self._pricer.price_now(PriceKey(vendor, model)).is_priced(at)

    def nearest(self, vendor: str, model: str) -> str | None:
        """Return "<vendor>/<model>" of the published model with the most similar name."""
        return nearest_model(vendor, model)

    def unpriced(self, window: Window) -> Sequence[UnpricedModel]:
        """Return calls without a price in tasks that ended in a window."""
        return self._telemetry.pricing_gaps.unpriced(window)

    def comparisons(self, window: Window) -> Sequence[CostComparison]:
        """Return costs that calls carry beside those by price."""
        return self._telemetry.pricing_gaps.comparisons(window)


class RunRepricing(Protocol):
    """Prices the tasks of a window again."""

    def __call__(self, window: Window, at: datetime, *, dry_run: bool) -> Iterator[RepricingProgress]:
        """Yield after each portion."""
        ...


class Repricings:
    """Implements `tocsin.api.RepricingJobs` on one background thread; what changed tasks is on the audit log."""

    def __init__(self, run: RunRepricing, audit: AuditStore, clock: Clock, new_id: Callable[[], str]) -> None:
        self._run = run
        self._audit = audit
        self._clock = clock
        self._new_id = new_id
        self._jobs: OrderedDict[JobId, RepricingJob] = OrderedDict()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tocsin-reprice")

    def start(self, start: datetime, end: datetime, *, dry_run: bool, by: str) -> RepricingJob:
        """Begin with the tasks that ended in start <= t < end.

        Raises:
            InvalidInput: The range is empty.
            Conflict: Another range is being priced.
        """
        if end <= start:
            raise InvalidInput(f"a range to price again needs start < end, got {start} to {end}")
        with self._lock:
            if any(job.state is RepricingState.RUNNING for job in self._jobs.values()):
                raise Conflict("another range is being priced again: wait until it is done")
            job_id = JobId(self._new_id())
            job = RepricingJob(job_id, RepricingState.RUNNING, start, end, dry_run, by, 0, RepricedTasks())
            self._jobs[job.id] = job
            while len(self._jobs) > _KEPT:
                self._jobs.popitem(last=False)
        self._thread.submit(self._work, job)
        return job

    def job(self, job_id: JobId) -> RepricingJob | None:
        """Return one job as it stands, or None when it is unknown or forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def stop(self) -> None:
        """Give up what runs; what was changed until then stays, and running it again does the rest."""
        self._stopping.set()
        self._thread.shutdown(cancel_futures=True)

    def _work(self, job: RepricingJob) -> None:
        try:
            for progress in self._run(Window(job.start, job.end), self._clock.now(), dry_run=job.dry_run):
                job = self._put(replace(job, tasks_total=progress.tasks_total, result=progress.result))
                if self._stopping.is_set():
                    break
            self._record(job, "prices.repricing_stopped" if self._stopping.is_set() else "prices.repriced")
            self._put(replace(job, state=RepricingState.DONE))
        except Exception as error:  # noqa: BLE001 - the edge of a job: its failure is its result
            _log.exception("repricing.failed", job=job.id)
            self._put(replace(job, state=RepricingState.FAILED, error=str(error)))
            self._record(job, "prices.repricing_stopped")

    def _record(self, job: RepricingJob, event: str) -> None:
        if job.dry_run:
            return
        details = {
            "start": job.start.isoformat(),
            "end": job.end.isoformat(),
            "tasks": str(job.result.tasks),
            "changed": str(job.result.changed),
            "kept": str(job.result.kept),
            "cost_before_usd": f"{job.result.cost_before_usd:.6f}",
            "cost_after_usd": f"{job.result.cost_after_usd:.6f}",
        }
        self._audit.append(self._clock.now(), job.by, event, job.id, details)

    def _put(self, job: RepricingJob) -> RepricingJob:
        with self._lock:
            if job.id in self._jobs:
                self._jobs[job.id] = job
        return job
