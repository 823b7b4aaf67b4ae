"""The spans of one task, timed on the task's own timeline so that the past can be told like the present."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer

from tocsin.drill.product.pace import Pace


class TaskTrace:
    """Opens the spans of one task and lets its time pass."""

    def __init__(self, tracer: Tracer, pace: Pace, rng: random.Random) -> None:
        self._tracer = tracer
        self._pace = pace
        self.rng = rng

    @contextmanager
    def step(
        self, operation: str, target: str, attributes: Mapping[str, str | int], kind: SpanKind = SpanKind.INTERNAL
    ) -> Iterator[Span]:
        """Open a span named "<operation> <target>", as the GenAI conventions ask, below the current one."""
        with self._tracer.start_as_current_span(
            f"{operation} {target}",
            kind=kind,
            attributes={"gen_ai.operation.name": operation, **attributes},
            start_time=self._pace.now_ns(),
            end_on_exit=False,
        ) as span:
            try:
                yield span
            finally:
                span.end(self._pace.now_ns())

    async def elapse(self, median_seconds: float, sigma: float) -> None:
        """Let a log-normally distributed time pass: most steps are quick and a few are slow."""
        await self._pace.elapse(median_seconds * self.rng.lognormvariate(0.0, sigma))


def mark_failed(span: Span, error_type: str, description: str) -> None:
    """Record on a span that its step failed."""
    span.set_attribute("error.type", error_type)
    span.set_status(Status(StatusCode.ERROR, description))
