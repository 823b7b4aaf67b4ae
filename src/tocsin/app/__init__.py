"""The composition root: builds concrete classes, starts and stops everything in one process, schedules the ticks."""

import asyncio
import signal
from collections.abc import Callable

import uvloop

from tocsin.app.backup import back_up_offline, restore_offline
from tocsin.app.logs import configure_logs
from tocsin.app.operations import cluster_statements
from tocsin.app.server import Addresses, Server
from tocsin.clock import SystemClock
from tocsin.settings import Settings

__all__ = ["Addresses", "Server", "back_up_offline", "cluster_statements", "restore_offline", "run"]


def run(settings: Settings, ready: Callable[[Addresses], None]) -> int:
    """Run a server until SIGINT or SIGTERM; return the exit code of the process.

    Args:
        settings: How it runs.
        ready: Called once, when requests are served.

    Raises:
        OperatorError: It cannot start.
    """
    configure_logs(level=settings.log_level, as_json=settings.log_format == "json")
    uvloop.run(_serve(settings, ready))
    return 0


async def _serve(settings: Settings, ready: Callable[[Addresses], None]) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    server = Server(settings, SystemClock())
    ready(await server.start())
    await stopping.wait()
    await server.stop()
