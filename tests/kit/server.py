"""A real `tocsin up` in a process of its own, on free ports of the loopback interface."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Self

import httpx

START_SECONDS = 60.0
"""A first start creates two databases on a busy two-core machine."""
_ADDRESS = re.compile(r"(UI and API|OTLP/HTTP|OTLP/gRPC)\s+(\S+)")


class Server:
    """One server process over a data folder; starts on entering, stops on leaving, may be killed in between."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self.addresses: dict[str, str] = {}

    def start(self) -> Self:
        """Start the process; return once it says that it is ready."""
        command = [sys.executable, "-m", "tocsin.cli", "up", "--data", str(self.data)]
        command += ["--listen", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0"]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TOCSIN_SEAL_QUIET": "500ms", **self._environment},
        )
        lines: Queue[str] = Queue()
        threading.Thread(target=_read, args=(self._process, lines), daemon=True).start()
        seen: list[str] = []
        while "ready" not in self.addresses:
            try:
                line = lines.get(timeout=START_SECONDS)
            except Empty:
                raise AssertionError(f"the server did not become ready:\n{''.join(seen)}") from None
            seen.append(line)
            if line == "":
                raise AssertionError(f"the server ended at start:\n{''.join(seen)}")
            if found := _ADDRESS.search(line):
                self.addresses[found[1]] = found[2]
            if "ready" in line.lower():
                self.addresses["ready"] = line
        return self

    @property
    def url(self) -> str:
        """Base URL of the UI and API."""
        return self.addresses["UI and API"]

    @property
    def otlp_http(self) -> str:
        """Base URL of OTLP/HTTP."""
        return self.addresses["OTLP/HTTP"]

    @property
    def otlp_grpc(self) -> str:
        """Base URL of OTLP/gRPC."""
        return self.addresses["OTLP/gRPC"]

    @property
    def pid(self) -> int:
        """Process id."""
        assert self._process is not None
        return self._process.pid

    def get(self, path: str, **params: str | int) -> httpx.Response:
        """Return the answer to a GET."""
        return httpx.get(self.url + path, params=params, timeout=30)

    def post(self, path: str, body: Mapping[str, object]) -> httpx.Response:
        """Return the answer to a POST of a JSON object."""
        return httpx.post(self.url + path, json=body, timeout=30)

    def kill(self) -> None:
        """SIGKILL the process and wait for its end."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Stop the process as an operator would; return its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        code = self._process.wait(timeout=30)
        self.addresses.clear()
        return code

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self.stop()


def _read(process: subprocess.Popen[str], lines: Queue[str]) -> None:
    assert process.stdout is not None
    with contextlib.suppress(ValueError):
        for line in process.stdout:
            lines.put(line)
    lines.put("")
    process.stdout.close()


def until(seconds: float = 30.0, every: float = 0.1) -> Iterator[None]:
    """Yield until the time is over: for conditions another process brings about."""
    waited = threading.Event()
    for _ in range(int(seconds / every)):
        yield
        waited.wait(every)
