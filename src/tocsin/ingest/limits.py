"""What ingestion accepts at most; every limit has a status of its own and is counted when it is hit."""

from dataclasses import dataclass

from tocsin.errors import TooLarge


@dataclass(frozen=True, slots=True)
class IngestLimits:
    """Limits of the OTLP endpoints.

    Attributes:
        max_body_bytes: One request, decompressed; larger is 413.
        max_in_flight_bytes: All requests received and not yet stored; beyond it new ones get 429 and a delay.
        max_attribute_bytes: One attribute value; longer text is cut there and counted as truncated.
        max_commit_bytes: Requests stored together; bounds the memory of one insert.
        retry_after_seconds: The delay a refused client is told.
    """

    max_body_bytes: int = 32 * 1024 * 1024
    max_in_flight_bytes: int = 256 * 1024 * 1024
    max_attribute_bytes: int = 1024 * 1024
    max_commit_bytes: int = 24 * 1024 * 1024
    retry_after_seconds: float = 1.0

    def require_body_within(self, size: int) -> None:
        """Raise TooLarge for a request of more bytes than are accepted, `size` being those that are known of."""
        if size > self.max_body_bytes:
            raise TooLarge(f"the body is over the limit of {self.max_body_bytes} bytes: send smaller batches")
