"""A builder for model-call spans: name the attributes the test is about, the rest is ordinary."""

from collections.abc import Mapping

from tocsin.model import Span, SpanId, SpanKind, TraceId


def llm_span(attributes: Mapping[str, str], *, trace_id: str = "ab" * 16, end_ns: int = 1) -> Span:
    """Return one model call that began at the epoch."""
    return Span(
        trace_id=TraceId(trace_id),
        span_id=SpanId("cd" * 8),
        parent_span_id=None,
        name="chat",
        kind=SpanKind.LLM,
        service="assistant",
        start_ns=0,
        end_ns=end_ns,
        is_error=False,
        status_message="",
        vendor="openai",
        model="gpt-4o-mini",
        input_tokens=1,
        output_tokens=1,
        cost_usd=0.0,
        attributes=attributes,
        resource={},
    )
