"""Users arriving: a past that is told at once, and a present that goes on until it is stopped."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Tracer

from tocsin.clock import NANOSECONDS_PER_SECOND
from tocsin.drill.product.pace import Pace, PastPace

Serve = Callable[[Tracer, Pace], Awaitable[None]]
"""Serves one user of one journey."""
_FLUSH_TASKS = 1_000
"""Tasks between two flushes of the past: a few thousand spans, well inside the export queue, so none is dropped."""
_DRAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Stream:
    """Users of one journey, arriving independently of each other (a Poisson process) at a mean rate per second."""

    serve: Serve
    per_second: float


def _arrivals_ns(per_second: float, start_ns: int, end_ns: int, rng: random.Random) -> Iterator[int]:
    at_ns = start_ns
    while per_second > 0:
        at_ns += round(rng.expovariate(per_second) * NANOSECONDS_PER_SECOND)
        if at_ns >= end_ns:
            return
        yield at_ns


async def tell_past(
    streams: Sequence[Stream], start_ns: int, end_ns: int, provider: TracerProvider, rng: random.Random
) -> int:
    """Emit the tasks of an interval that is over, as fast as the receiver takes them.

    Returns:
        How many tasks were emitted; all of them are exported when this returns.
    """
    tracer = provider.get_tracer(__name__)
    arrivals = sorted(
        (
            (at_ns, index)
            for index, stream in enumerate(streams)
            for at_ns in _arrivals_ns(stream.per_second, start_ns, end_ns, rng)
        )
    )
    for count, (at_ns, index) in enumerate(arrivals, start=1):
        await streams[index].serve(tracer, PastPace(at_ns))
        if count % _FLUSH_TASKS == 0:
            await asyncio.to_thread(provider.force_flush)
    await asyncio.to_thread(provider.force_flush)
    return len(arrivals)


async def serve_live(
    streams: Sequence[Stream], tracer: Tracer, pace: Pace, rng: random.Random, stop: asyncio.Event
) -> None:
    """Serve arriving users until `stop` is set, then let those in service finish."""
    in_service: set[asyncio.Task[None]] = set()

    async def keep_arriving(stream: Stream) -> None:
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), rng.expovariate(stream.per_second))
                return
            task = asyncio.ensure_future(stream.serve(tracer, pace))
            in_service.add(task)
            task.add_done_callback(in_service.discard)

    await asyncio.gather(*(keep_arriving(stream) for stream in streams if stream.per_second > 0))
    if in_service:
        await asyncio.wait(in_service, timeout=_DRAIN_SECONDS)
