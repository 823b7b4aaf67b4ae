"""ClickHouse's HTTP interface over a chDB folder, in a process of its own: enough of it for clickhouse-connect.

There is no ClickHouse server on a development machine; this lets the same contract suite run over HTTP as over the
embedded engine. Run as a script: `clickhouse_front.py FOLDER`; prints its port.
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

_TRANSPORT = {
    "query", "database", "default_format", "session_id", "session_check", "session_timeout", "query_id", "role",
    "client_protocol_version", "enable_http_compression", "send_progress_in_http_headers", "wait_end_of_query",
    "http_headers_progress_interval_ms", "compress", "decompress", "cancel_http_readonly_queries_on_client_close",
}  # fmt: skip
_INSERT = re.compile(r"^\s*INSERT\s+INTO\s+(.+?)\s+FORMAT\s+(\w+)\s*$", re.IGNORECASE | re.DOTALL)
_INSERT_WITH_DATA = re.compile(rb"\s*INSERT\s+INTO\s[^\n]+?\s+FORMAT\s+\w+\s*?\n", re.IGNORECASE)
_FORMAT = re.compile(r"\sFORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)


class ClickHouseFront:
    """Serves a fresh folder while entered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        command = [sys.executable, __file__, str(self._folder)]
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=self._folder.parent)
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        self.url = f"clickhouse://default:secret@127.0.0.1:{port}/default?compress=false"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def _split(body: bytes) -> tuple[str, bytes]:
    """Part a statement from the data that follows it on the next line."""
    insert = _INSERT_WITH_DATA.match(body)
    return (insert[0].decode(), body[insert.end() :]) if insert else (body.decode(), b"")


def _fields(kind: str, body: bytes) -> dict[str, str]:
    """Return the fields of a form: how the driver sends parameters too long for a URL."""
    form = BytesParser(policy=HTTP).parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
    return {
        str(part.get_param("name", header="content-disposition")): str(part.get_content()) for part in form.iter_parts()
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Statements:
    """Runs statements on one connection, one at a time."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def run(self, sql: str, data: bytes, bound: dict[str, str], settings: dict[str, str]) -> bytes:
        with self._lock:
            if insert := _INSERT.match(sql):
                self._insert(insert[1], insert[2], data, settings)
                return b""
            named = _FORMAT.search(sql)
            answer = self._connection.query(sql, named[1] if named else "TabSeparated", params=bound)
            return answer.bytes() or b""

    def _insert(self, target: str, format_name: str, data: bytes, settings: dict[str, str]) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            clause = ", ".join(f"{name} = {_quoted(value)}" for name, value in settings.items())
            with_settings = f" SETTINGS {clause}" if clause else ""
            source = f"FROM INFILE {_quoted(file.name)}{with_settings} FORMAT {format_name}"
            self._connection.query(f"INSERT INTO {target} {source}", "TabSeparated")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    statements: _Statements

    def do_GET(self) -> None:
        if "query=" in self.path or self.headers.get("content-length"):
            self.do_POST()
        else:
            self._reply(200, b"Ok.\n")

    def do_POST(self) -> None:
        body = self._body()
        params = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if (kind := self.headers.get("content-type", "")).startswith("multipart/form-data"):
            params |= _fields(kind, body)
        sql, data = (params["query"], body) if "query" in params else _split(body)
        bound = {k.removeprefix("param_"): v for k, v in params.items() if k.startswith("param_")}
        settings = {k: v for k, v in params.items() if k not in _TRANSPORT and not k.startswith("param_")}
        try:
            self._reply(200, self.statements.run(sql, data, bound, settings))
        except RuntimeError as error:
            self._reply(500, str(error).encode())

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _reply(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.send_header("x-clickhouse-summary", json.dumps({"written_rows": "0"}))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


def _serve(folder: str) -> None:
    import chdb  # noqa: PLC0415 - an engine per process: the parent must not open one

    _Handler.statements = _Statements(chdb.connect(folder))  # type: ignore[no-untyped-call]  # chDB has no types
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _serve(sys.argv[1])
