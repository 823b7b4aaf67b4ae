"""What an emitter recorded about one span, from wherever it put it, and what was read out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.model import Document, LogRecord, Message, SpanEvent, SpanKind


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything about one span that may hold messages; none of it can be trusted to be well formed.

    Attributes:
        name: The span's name; names a tool where no attribute does.
        logs: Log records that carry the span's trace and span id, in any order.
    """

    kind: SpanKind
    name: str
    attributes: Mapping[str, str]
    events: Sequence[SpanEvent] = ()
    logs: Sequence[LogRecord] = ()

    def first(self, names: Sequence[str]) -> str:
        """Return the first of these attributes that is not empty, or ""."""
        return next((text for name in names if (text := self.attributes.get(name, ""))), "")


@dataclass(frozen=True, slots=True)
class Contents:
    """What went into a span and what came out of it; empty where nothing was recorded."""

    input: tuple[Message, ...] = ()
    output: tuple[Message, ...] = ()
    documents: tuple[Document, ...] = ()
