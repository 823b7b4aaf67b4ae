"""Transactions on SQLite, one level below the repositories."""

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from tocsin.store.state.database import Database


def test_a_second_opener_waits_while_a_first_one_turns_write_ahead_logging_on(tmp_path: Path) -> None:
    """SQLite itself would refuse it at once, with "database is locked"; rarely, so the wait is tested by its means."""
    database = Database(f"sqlite:///{tmp_path}/state.db")

    def journal_mode() -> object:
        with database.read() as connection:
            return connection.scalar(text("PRAGMA journal_mode"))

    first_opener = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(first_opener, fcntl.LOCK_EX)
    with ThreadPoolExecutor(1) as elsewhere:
        second = elsewhere.submit(journal_mode)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.1)
        os.close(first_opener)
        assert second.result(timeout=10) == "wal"
    database.close()


def test_a_transaction_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/state.db")

    def fail_half_way() -> None:
        with database.write() as connection:
            connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sqlite_master")) == 0
    database.close()


def test_foreign_keys_are_enforced(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/state.db")
    with database.read() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()
