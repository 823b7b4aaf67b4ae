"""`python -m tocsin.drill.product`: first the assistant's past, then its live traffic until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import random
import signal
from datetime import timedelta

import structlog

from tocsin.clock import Clock, SystemClock, to_nanoseconds
from tocsin.drill.product.assistant import Assistant
from tocsin.drill.product.knowledge import HelpCenter
from tocsin.drill.product.pace import LivePace
from tocsin.drill.product.telemetry import tracer_provider
from tocsin.drill.product.traffic import Stream, serve_live, tell_past
from tocsin.sdk import LiveReleases

_log = structlog.get_logger()
_LONGEST_TASK = timedelta(seconds=15)
"""The past ends this long before the present, so that none of its tasks ends in the future."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tocsin.drill.product", description=__doc__)
    parser.add_argument("--otlp", default="http://127.0.0.1:4318", help="OTLP/HTTP base URL")
    parser.add_argument("--server", default="http://127.0.0.1:8040", help="Tocsin, for the live prompts")
    parser.add_argument("--poll-seconds", type=float, default=2.0, help="how often the live prompts are asked for")
    parser.add_argument("--questions", type=float, default=20.0, help="live answer-question tasks per second")
    parser.add_argument("--orders", type=float, default=4.0, help="live order-status tasks per second")
    parser.add_argument("--past-hours", type=float, default=0.0, help="length of the past to emit first")
    parser.add_argument(
        "--past-questions", type=float, default=0.08, help="answer-question tasks per second of the past"
    )
    parser.add_argument("--past-orders", type=float, default=0.015, help="order-status tasks per second of the past")
    parser.add_argument("--version", default="2026.11.2", help="code version that runs now")
    parser.add_argument("--previous-version", default="2026.11.1", help="code version before the last deploy")
    parser.add_argument("--deployed-minutes-ago", type=float, default=0.0, help="when the last deploy was; 0: never")
    parser.add_argument("--seed", type=int, default=2026, help="same seed, same users")
    return parser.parse_args()


async def _tell_past(assistant: Assistant, options: argparse.Namespace, clock: Clock, rng: random.Random) -> None:
    """Emit the past in two parts, before and after the last deploy: a version belongs to a process, not to a span."""
    now = clock.now()
    start, end = now - timedelta(hours=options.past_hours), now - _LONGEST_TASK
    deployed = min(max(now - timedelta(minutes=options.deployed_minutes_ago), start), end)
    streams = [
        Stream(assistant.serve_question, options.past_questions),
        Stream(assistant.serve_order, options.past_orders),
    ]
    for version, since, until in ((options.previous_version, start, deployed), (options.version, deployed, end)):
        provider = tracer_provider(options.otlp, version)
        tasks = await tell_past(streams, to_nanoseconds(since), to_nanoseconds(until), provider, rng)
        await asyncio.to_thread(provider.shutdown)
        _log.info("past_told", version=version, tasks=tasks, seconds=(clock.now() - now).total_seconds())


async def _run(options: argparse.Namespace, clock: Clock) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    rng = random.Random(options.seed)
    with LiveReleases(options.server, poll_seconds=options.poll_seconds) as live:
        assistant = Assistant(live, HelpCenter.load(), rng)
        knows_prompts = await asyncio.to_thread(assistant.warm_up)
        _log.info("product_started", otlp=options.otlp, server=options.server, knows_prompts=knows_prompts)
        if options.past_hours > 0:
            await _tell_past(assistant, options, clock, rng)
        provider = tracer_provider(options.otlp, options.version)
        streams = [Stream(assistant.serve_question, options.questions), Stream(assistant.serve_order, options.orders)]
        _log.info("live_traffic_started", questions_per_second=options.questions, orders_per_second=options.orders)
        await serve_live(streams, provider.get_tracer(__name__), LivePace(clock), rng, stop)
        await asyncio.to_thread(provider.shutdown)
    _log.info("product_stopped")


if __name__ == "__main__":
    asyncio.run(_run(_arguments(), SystemClock()))
