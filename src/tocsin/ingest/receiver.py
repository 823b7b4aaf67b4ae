"""Where every road joins: protobuf bytes in, durable spans and an OTLP answer out."""

import asyncio

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from tocsin.ingest.account import Ledger
from tocsin.ingest.admission import admit
from tocsin.ingest.commit import GroupCommit
from tocsin.ingest.limits import IngestLimits


class Receiver:
    """Receives trace requests for the HTTP and gRPC endpoints.

    Attributes:
        limits: What it accepts at most.
        ledger: Where it counts.
    """

    def __init__(self, commit: GroupCommit, limits: IngestLimits, ledger: Ledger) -> None:
        self._commit = commit
        self.limits = limits
        self.ledger = ledger

    async def receive(self, body: bytes) -> ExportTraceServiceResponse:
        """Store one request; return when it is durable.

        Raises:
            InvalidInput: The bytes are no trace request.
            StoreUnavailable: It was not stored.
        """
        admitted = await asyncio.to_thread(admit, body, self.limits.max_attribute_bytes)
        await self._commit.store(admitted)
        for reason, count in admitted.rejected.items():
            self.ledger.rejected_span(reason, count)
        if admitted.truncated:
            self.ledger.truncated(admitted.truncated)
        response = ExportTraceServiceResponse()
        if admitted.message:
            response.partial_success.rejected_spans = sum(admitted.rejected.values())
            response.partial_success.error_message = admitted.message
        return response
