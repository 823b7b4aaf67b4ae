"""One server process: opens the stores, listens, ticks, and takes it all down again in the reverse order."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from starlette.middleware.trustedhost import TrustedHostMiddleware

from tocsin import __version__
from tocsin.api import ServerFacts, create_api
from tocsin.app.build import Parts, build
from tocsin.app.listen import GrpcListener, HttpListener, bind, bound_address, hosts_of
from tocsin.app.operations import TICK, retention_of
from tocsin.app.schedule import Job, Schedule
from tocsin.app.services import services_of
from tocsin.clock import Clock
from tocsin.errors import ConfigurationError
from tocsin.ingest import create_otlp_grpc, create_otlp_http
from tocsin.settings import Settings
from tocsin.store.state import open_state
from tocsin.store.telemetry import open_telemetry
from tocsin.web import mount_ui

_SEAL_EVERY = timedelta(seconds=2)
"""A seal costs a quarter of a CPU second before its first trace: the engine analyses the statement anew each time."""
_ROLL_UP_EVERY = timedelta(minutes=1)
_RESUME_EVERY = timedelta(minutes=1)
_CENSUS_EVERY = timedelta(seconds=30)
_UNPRICED_EVERY = timedelta(minutes=1)
_SAMPLE_EVERY = timedelta(minutes=10)
_BY_CONFIGURATION = "config_dir"
"""Who applied, on the audit log, what the setting of that name brought."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running server is reached, "host:port" as really bound."""

    listen: str
    otlp_http: str
    otlp_grpc: str


class Server:
    """A Tocsin server; start and stop it on one event loop."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._stack = AsyncExitStack()

    async def start(self) -> Addresses:
        """Open everything; return once requests are served.

        Raises:
            OperatorError: A setting, a folder or a schema stands in the way; what was opened is closed again.
            StoreUnavailable: A database does not answer; likewise.
        """
        try:
            parts = await self._open()
            addresses, listeners = self._bind(parts)
            await self._begin_work(parts)
            for listener in listeners:
                await listener.start()
                self._stack.push_async_callback(listener.stop)
        except BaseException:
            await self._stack.aclose()
            raise
        return addresses

    async def stop(self) -> None:
        """Finish what is under way, then close everything."""
        await self._stack.aclose()

    async def _open(self) -> Parts:
        settings = self._settings
        _make_folder(settings.data)
        state = await asyncio.to_thread(open_state, settings.state_url)
        self._stack.callback(state.close)
        telemetry = await asyncio.to_thread(open_telemetry, settings.telemetry_url, disk_reserve=settings.disk_reserve)
        self._stack.callback(telemetry.close)
        await asyncio.to_thread(telemetry.retention.apply, retention_of(settings))
        return await asyncio.to_thread(build, settings, state, telemetry, self._clock)

    def _bind(self, parts: Parts) -> tuple[Addresses, list[GrpcListener | HttpListener]]:
        """Take all addresses before any work begins, so that a taken one leaves no half of a server behind."""
        receiver = parts.ingest.receiver
        grpc = GrpcListener(create_otlp_grpc(receiver), self._settings.otlp_grpc)
        otlp = bind(self._settings.otlp_http, "OTLP/HTTP")
        self._stack.callback(otlp.close)
        pages = bind(self._settings.listen, "the UI and API")
        self._stack.callback(pages.close)
        addresses = Addresses(bound_address(pages), bound_address(otlp), grpc.address)
        api = create_api(services_of(parts, self._facts(parts, addresses)))
        mount_ui(api)
        hosts = hosts_of(self._settings.listen, self._settings.allowed_hosts)
        api.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
        return addresses, [grpc, HttpListener(create_otlp_http(receiver), otlp), HttpListener(api, pages)]

    async def _begin_work(self, parts: Parts) -> None:
        if self._settings.config_dir is not None:
            await asyncio.to_thread(parts.applier.apply_paths, [self._settings.config_dir], _BY_CONFIGURATION)
            await asyncio.to_thread(parts.base.configuration.refresh)
        self._stack.callback(parts.replays.stop)
        self._stack.callback(parts.repricings.stop)
        operations, ticking = parts.operations, parts.operations.ticking
        self._stack.callback(operations.backups.stop)
        # Left last of all: as long as this server may still write, nobody else does its work.
        self._stack.push_async_callback(asyncio.to_thread, operations.membership.leave)
        await asyncio.to_thread(parts.executions.start)
        self._stack.push_async_callback(asyncio.to_thread, parts.executions.stop)
        await asyncio.to_thread(operations.membership.beat)
        await asyncio.to_thread(parts.responder.resume, self._clock.now())
        if parts.ingest.landing is not None:
            parts.ingest.landing.start()
            self._stack.push_async_callback(asyncio.to_thread, parts.ingest.landing.stop)
        for commit in parts.ingest.commits.values():
            commit.start()
            self._stack.push_async_callback(commit.stop)
        jobs = [
            *operations.jobs(),
            Job("prices", self._settings.tick, parts.ingest.pricer.refresh),
            Job("seal", _SEAL_EVERY, ticking.by_leader(parts.ingest.sealer.tick)),
            Job(TICK, self._settings.tick, self._tick(parts)),
            Job("rollup", _ROLL_UP_EVERY, ticking.by_leader(parts.base.telemetry.rollups.refresh)),
            Job("census", _CENSUS_EVERY, ticking.by_leader(parts.ingest.census.tick)),
            Job("unpriced", _UNPRICED_EVERY, ticking.by_leader(parts.ingest.unpriced.tick)),
            Job("sampling", _SAMPLE_EVERY, ticking.by_leader(parts.ingest.letting_go)),
            Job("resume", _RESUME_EVERY, ticking.once("resume", _RESUME_EVERY, parts.responder.resume)),
        ]
        schedule = Schedule(jobs, self._clock)
        schedule.start()
        self._stack.push_async_callback(schedule.stop)

    def _tick(self, parts: Parts) -> Callable[[datetime], None]:
        """Return the tick: every server reads the configuration anew, then one of them runs the loop."""
        loop = parts.operations.ticking.once(TICK, self._settings.tick, parts.loop.tick)

        def tick(at: datetime) -> None:
            parts.base.configuration.refresh()
            loop(at)

        return tick

    def _facts(self, parts: Parts, addresses: Addresses) -> ServerFacts:
        return ServerFacts(
            version=__version__,
            started_at=self._clock.now(),
            telemetry=parts.base.telemetry.url,
            state=str(parts.base.state.engine_url),
            otlp_http=f"http://{addresses.otlp_http}",
            otlp_grpc=f"http://{addresses.otlp_grpc}",
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigurationError(
            f"data folder {str(folder)!r} cannot be made: {reason}; name another one with --data"
        ) from error
