"""One step of a trace, after normalization; attributes are kept whole beside the canonical columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tocsin.model.document import Document
from tocsin.model.ids import SpanId, TraceId
from tocsin.model.message import Message


class SpanKind(StrEnum):
    """What a span does in an AI system, whatever instrumentation named it."""

    AGENT = "agent"
    LLM = "llm"
    TOOL = "tool"
    RETRIEVAL = "retrieval"
    EMBEDDING = "embedding"
    RERANK = "rerank"
    GUARDRAIL = "guardrail"
    EVALUATOR = "evaluator"
    CHAIN = "chain"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SpanEvent:
    """A dated note on a span, e.g. an exception."""

    at_ns: int
    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """One span.

    Times are UTC nanoseconds since the epoch, as the emitter wrote them. Token counts are None when the emitter gave
    none; input includes what was read from and written to a cache, output includes reasoning. `cost_usd` is None when
    the span is no model call or its model has no known price.

    Attributes:
        input_messages: What the model was told, oldest first, system instructions included; empty when not recorded.
        output_messages: What it answered, one message a choice; empty when not recorded.
        documents: What a retrieval found, in the emitter's order; empty when not recorded.

    The input of a tool's span is the call, its output the result; the input of a retrieval is its query.
    """

    trace_id: TraceId
    span_id: SpanId
    parent_span_id: SpanId | None
    name: str
    kind: SpanKind
    service: str
    start_ns: int
    end_ns: int
    is_error: bool
    status_message: str
    vendor: str
    model: str
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: float | None
    attributes: Mapping[str, str]
    resource: Mapping[str, str]
    events: Sequence[SpanEvent] = ()
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    input_messages: Sequence[Message] = ()
    output_messages: Sequence[Message] = ()
    documents: Sequence[Document] = ()

    @property
    def duration_seconds(self) -> float:
        """Length of the span in seconds, never negative."""
        return max(self.end_ns - self.start_ns, 0) / 1e9


@dataclass(frozen=True, slots=True)
class Trace:
    """All stored spans of one trace, sorted by start; at least one span."""

    trace_id: TraceId
    spans: Sequence[Span]
