"""Sealing under the sampling policy in force, which never makes a task anew from spans of which some are gone."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from tocsin.model import JourneyRule, SamplingPolicy, SealedCount, TraceId
from tocsin.store.telemetry.task.sampling import SamplingStore
from tocsin.store.telemetry.task.sealing import FOR_EVER, SealingStore, TraceActivity


class SampledSealing:
    """Implements the sealer's `SealingStore` over the store that seals everything.

    Args:
        policy: Returns the sampling policy in force.
        keep: How long tasks are kept.
    """

    def __init__(
        self,
        sealing: SealingStore,
        sampling: SamplingStore,
        policy: Callable[[], SamplingPolicy],
        keep: timedelta = FOR_EVER,
    ) -> None:
        self._sealing = sealing
        self._sampling = sampling
        self._policy = policy
        self._keep = keep
        self.receipts = sealing.receipts
        self.activity = sealing.activity
        self.unsealed = sealing.unsealed
        self.sealed_before = sealing.sealed_before

    def seal(
        self,
        traces: Sequence[TraceActivity],
        rules: Sequence[JourneyRule],
        at: datetime,
        *,
        resealed: Collection[TraceId] = (),
        unfinished: Collection[TraceId] = (),
    ) -> Sequence[SealedCount]:
        """Make or replace tasks; those whose spans are gone keep all but a reported outcome. See `SealingStore`."""
        gone = self._sampling.gone(resealed)
        self._sampling.amend(gone, at)
        left = [trace for trace in traces if trace.trace_id not in gone]
        again = [trace_id for trace_id in resealed if trace_id not in gone]
        return self._sealing.seal(
            left, rules, at, resealed=again, unfinished=unfinished, sampling=self._policy(), keep=self._keep
        )
