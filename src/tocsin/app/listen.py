"""Opens the sockets a server listens on, and serves ASGI applications and gRPC on them inside one event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import grpc
import uvicorn
from starlette.types import ASGIApp

from tocsin.errors import ConfigurationError

_BACKLOG = 512
_GRACE_SECONDS = 5.0
"""How long open requests may take to finish when the server stops."""


def bind(address: str, purpose: str) -> socket.socket:
    """Return a socket bound to "host:port"; port 0 takes a free one.

    Raises:
        ConfigurationError: The address is malformed or cannot be bound.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise ConfigurationError(f"{purpose} address {address!r} is not host:port, e.g. 127.0.0.1:8040")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), int(port)))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise ConfigurationError(
            f"cannot listen on {address!r} for {purpose}: {error}; is another server running there?"
        ) from error
    listener.setblocking(False)  # noqa: FBT003 - the socket API
    return listener


def bound_address(listener: socket.socket) -> str:
    """Return "host:port" as really bound."""
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The names by which a server on loopback is called."""


def hosts_of(listen: str, allowed: str) -> list[str]:
    """Return the Host names a server answers to; ["*"] for any.

    Args:
        listen: The address it listens on, "host:port".
        allowed: Names separated by commas, as the operator gives them; empty for the default.
    """
    names = [name.strip() for name in allowed.split(",") if name.strip()]
    host = listen.rpartition(":")[0].strip("[]")
    on_loopback = host in LOOPBACK or host.startswith("127.")
    if not names and not on_loopback:
        return ["*"]
    return [*names, *LOOPBACK, host]


class _Embedded(uvicorn.Server):
    """A uvicorn server that leaves signals to the process it lives in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing: the process decides when to stop."""
        yield


class HttpListener:
    """One ASGI application on one socket."""

    def __init__(self, application: ASGIApp, listener: socket.socket) -> None:
        config = uvicorn.Config(
            application,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=int(_GRACE_SECONDS),
        )
        self._server = _Embedded(config)
        self._listener = listener
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return once requests are served."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Finish open requests, then close the socket."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._listener.close()


class GrpcListener:
    """One gRPC server; it binds its own port."""

    def __init__(self, server: grpc.aio.Server, address: str) -> None:
        self._server = server
        try:
            port = server.add_insecure_port(address)
        except RuntimeError as error:
            raise ConfigurationError(
                f"cannot listen on {address!r} for OTLP/gRPC: is another server running there?"
            ) from error
        self.address = f"{address.rpartition(':')[0]}:{port}"

    async def start(self) -> None:
        """Return once requests are served."""
        await self._server.start()

    async def stop(self) -> None:
        """Finish open requests, then close the port."""
        await self._server.stop(_GRACE_SECONDS)
