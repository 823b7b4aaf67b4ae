"""Where a demo runs: its folder, made afresh each time, and the loopback addresses it listens on."""

import fcntl
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tocsin.drill.demo.failure import DemoFailed

_HOST = "127.0.0.1"
_MARKER = ".made-by-tocsin-demo"
_DATA = "data"


@dataclass(frozen=True)
class Place:
    """Addresses are "host:port"."""

    folder: Path
    listen: str
    otlp_http: str
    otlp_grpc: str

    @property
    def data(self) -> Path:
        """The server's data folder."""
        return self.folder / _DATA

    @property
    def server_url(self) -> str:
        """Where API and UI are."""
        return f"http://{self.listen}"


@contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """Hold a folder for one demo, without what an earlier demo left in it.

    Raises:
        DemoFailed: It holds something that no demo made, or another demo is running in it.
    """
    marker = folder / _MARKER
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise DemoFailed(f"{str(folder)!r} is not empty and was not made by a demo; name another folder with --data")
    folder.mkdir(parents=True, exist_ok=True)
    with marker.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoFailed(f"another demo runs in {str(folder)!r}; name another folder with --data") from error
        shutil.rmtree(folder / _DATA, ignore_errors=True)
        yield folder


def address(asked: str | None, usual_port: int) -> str:
    """Return the address asked for, else the usual one, else a free one where the usual port is taken."""
    if asked is not None:
        return asked
    port = usual_port if _is_free(usual_port) else _free_port()
    return f"{_HOST}:{port}"


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
