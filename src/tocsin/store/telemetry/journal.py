"""Keeps acknowledged requests in files until the engine has made spans of them.

Appending to a file costs a hundredth of an insert, so nobody waits for an insert. What a killed process leaves is found
by the next one: a file is removed only after everything in it was stored.
"""

import os
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tocsin.clock import from_nanoseconds, to_nanoseconds
from tocsin.errors import StoreUnavailable
from tocsin.store.telemetry.batch import OtlpRequest

_HEADER = struct.Struct("<IIQq")
"""Before each body: its length, its CRC-32, its digest, and its receipt instant in Unix nanoseconds."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The requests of one file.

    Attributes:
        since: When the first of them was received.
    """

    file: Path
    requests: Sequence[OtlpRequest]
    since: datetime


class Journal:
    """Requests that are acknowledged and not yet stored, in one folder that belongs to this process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self._number = max((int(file.stem) for file in folder.glob("*.otlp")), default=0)
        self._since: datetime | None = None
        self._open()

    def append(self, requests: Sequence[OtlpRequest], received_at: datetime) -> None:
        """Write requests; when this returns they survive the death of the process.

        Raises:
            StoreUnavailable: None of them was written.
        """
        content = b"".join(_framed(request, received_at) for request in requests)
        with self._lock:
            try:
                self._write(content)
            except OSError as error:
                raise StoreUnavailable(f"journal {str(self._folder)!r} cannot be written: {error}") from error
            self._since = self._since or received_at
            self._requests += requests

    @property
    def size(self) -> int:
        """Bytes appended since the last `take`."""
        return self._size

    def take(self) -> Segment | None:
        """Return what was appended since the last time, None when nothing was; what comes next has its own file."""
        with self._lock:
            if self._descriptor is not None:
                os.close(self._descriptor)
            segment = Segment(self._file, tuple(self._requests), self._since) if self._since else None
            self._open()
            return segment

    def left(self) -> Iterator[Segment]:
        """Yield what is on file and was not appended since the last `take`, in order."""
        for file in sorted(self._folder.glob("*.otlp")):
            if file != self._file:
                yield _read(file)

    def set_aside(self, request: OtlpRequest, received_at: datetime) -> None:
        """Keep a request that the engine does not take, for a person to look at."""
        (self._folder / f"{request.digest:016x}.refused").write_bytes(_framed(request, received_at))

    def _open(self) -> None:
        """Begin a file; it is made when there is something to write."""
        self._number += 1
        self._file = self._folder / f"{self._number:012}.otlp"
        self._descriptor: int | None = None
        self._size = 0
        self._since = None
        self._requests: list[OtlpRequest] = []

    def _write(self, content: bytes) -> None:
        if self._descriptor is None:
            self._descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            # What comes after half a request would not be found again.
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(content)


def _framed(request: OtlpRequest, received_at: datetime) -> bytes:
    checksum = zlib.crc32(request.body)
    return _HEADER.pack(len(request.body), checksum, request.digest, to_nanoseconds(received_at)) + request.body


def _read(file: Path) -> Segment:
    """Return the whole requests of a file; one that was torn when its process died was never acknowledged."""
    content = file.read_bytes()
    requests: list[OtlpRequest] = []
    instants: list[int] = []
    position = 0
    while position + _HEADER.size <= len(content):
        length, checksum, digest, at = _HEADER.unpack_from(content, position)
        position += _HEADER.size + length
        body = content[position - length : position]
        if len(body) < length or zlib.crc32(body) != checksum:
            break
        requests.append(OtlpRequest(body, digest))
        instants.append(at)
    return Segment(file, tuple(requests), from_nanoseconds(min(instants, default=0)))
