"""A throw-away PostgreSQL: its own cluster in a temporary folder, reached over a Unix socket, gone after the tests."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

_DEBIAN_FOLDERS = "/usr/lib/postgresql"
_UNPRIVILEGED_USER = "postgres"
_PORT = 5432  # only names the socket: the cluster listens on no network


class PostgresCluster:
    """A running cluster; every database in it is the test's own."""

    def __init__(self, socket_folder: Path) -> None:
        self._socket_folder = socket_folder
        self._databases = 0

    def new_database(self) -> str:
        """Make an empty database and return its SQLAlchemy URL."""
        self._databases += 1
        name = f"tocsin_{self._databases}"
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://{_UNPRIVILEGED_USER}@/{name}?host={self._socket_folder}&port={_PORT}"

    def disconnect(self, url: str) -> None:
        """Cut every connection to a database, as a restart of the server would."""
        name = url.rpartition("@/")[2].partition("?")[0]
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    def _conninfo(self, database: str) -> str:
        return f"host={self._socket_folder} port={_PORT} user={_UNPRIVILEGED_USER} dbname={database}"


@contextmanager
def throwaway_cluster() -> Iterator[PostgresCluster]:
    """Start a cluster for the length of the block; skips the test, visibly, where PostgreSQL is missing."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    # Not under pytest's own folder: that one is closed to other users, and a short path fits a socket's 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, _UNPRIVILEGED_USER)
    server = [str(binaries / "pg_ctl"), "--pgdata", str(data), "--silent"]
    options = f"-p {_PORT} -k {folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
    try:
        _run([str(binaries / "initdb"), "--pgdata", str(data), "--auth=trust", "-U", _UNPRIVILEGED_USER, "--no-sync"])
        _run([*server, "--log", str(folder / "log"), "--options", options, "--wait", "start"])
        try:
            yield PostgresCluster(folder)
        finally:
            _run([*server, "--mode", "immediate", "--wait", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    # Debian keeps them out of the PATH, one folder per major version.
    versions = sorted(Path(_DEBIAN_FOLDERS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def _run(command: Sequence[str]) -> None:
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", _UNPRIVILEGED_USER, "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_user, *command], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr}"
