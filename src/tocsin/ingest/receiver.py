"""Where every road joins: protobuf bytes of any signal in, durable items, an OTLP answer and an honest count out."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from google.protobuf.message import Message

from tocsin.clock import Clock
from tocsin.errors import TocsinError
from tocsin.ingest.account import Ledger
from tocsin.ingest.admission import Admitted, Step, admit
from tocsin.ingest.commit import GroupCommit
from tocsin.ingest.limits import IngestLimits
from tocsin.ingest.refusals import RefusalReason, reason_of
from tocsin.ingest.signals import TRACES, OtlpSignal
from tocsin.model import Disposition, Refusal, Signal

_STORED_IN_PART = 200
"""HTTP status of an answer that refuses items only."""


class Receiver:
    """Receives requests for the HTTP and gRPC endpoints.

    Args:
        commits: Where the requests of each signal are stored.
        clock: Dates what is counted.
        steps: What admission does besides checking; see `tocsin.ingest.admission`.

    Attributes:
        limits: What it accepts at most.
        ledger: Where it counts.
    """

    def __init__(
        self,
        commits: Mapping[Signal, GroupCommit],
        limits: IngestLimits,
        ledger: Ledger,
        clock: Clock,
        steps: Sequence[Step] = (),
    ) -> None:
        self._commits = commits
        self._clock = clock
        self._steps = steps
        self.limits = limits
        self.ledger = ledger

    async def receive(self, body: bytes, otlp: OtlpSignal = TRACES, *, sender: str = "") -> Message:
        """Store one request; return the answer of its signal when it is durable.

        Args:
            body: Protobuf bytes, decompressed.
            otlp: The signal it was sent as.
            sender: Network address of the client, for the account of refusals.

        Raises:
            InvalidInput: The bytes are no request of that signal.
            StoreUnavailable: It was not stored.
        """
        check = partial(admit, otlp=otlp, steps=self._steps)
        admitted = await asyncio.to_thread(check, body, self.limits.max_attribute_bytes)
        is_new = await self._commits[otlp.signal].store(admitted)
        if is_new or admitted.request is None:
            self._count(admitted, sender)
        else:
            self._count_items(admitted, Disposition.DEDUPLICATED)
        return otlp.answer(sum(admitted.rejected.values()), admitted.message)

    def refused(self, error: TocsinError, otlp: OtlpSignal, *, status: int, sender: str) -> None:
        """Count a request that was refused as a whole, `status` being the HTTP status of the answer or its like."""
        self.refused_for(reason_of(error), str(error), otlp, status=status, sender=sender)

    def refused_for(self, reason: RefusalReason, message: str, otlp: OtlpSignal, *, status: int, sender: str) -> None:
        """Count a request that was refused as a whole for a reason of the road it came on."""
        refusal = Refusal(
            at=self._clock.now(),
            signal=otlp.signal,
            sender=sender,
            source="",
            reason=reason,
            status=status,
            message=message,
        )
        self.ledger.refused(refusal)

    def _count_items(self, admitted: Admitted, disposition: Disposition) -> None:
        signal = admitted.otlp.signal
        self.ledger.count_sources(signal, disposition, admitted.accepted, at=self._clock.now())

    def _count(self, admitted: Admitted, sender: str) -> None:
        self._count_items(admitted, Disposition.ACCEPTED)
        signal, now = admitted.otlp.signal, self._clock.now()
        for (disposition, source, reason), count in admitted.noted.items():
            self.ledger.count(signal, disposition, source=source, at=now, reason=reason, count=count)
            if disposition is Disposition.REJECTED:
                self.ledger.refused(Refusal(now, signal, sender, source, reason, _STORED_IN_PART, admitted.message))
        if admitted.otlp is TRACES:
            for reason, count in admitted.rejected.items():
                self.ledger.rejected_span(reason, count)
        if admitted.truncated:
            self.ledger.truncated(admitted.truncated)
