"""What the terminal says must be copyable, and must not be mistaken for markup."""

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from tocsin.drill.demo.story import Story


class SteppingClock:
    """Starts at noon and is 95 s later at each further look."""

    def __init__(self) -> None:
        self._next = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def now(self) -> datetime:
        now, self._next = self._next, self._next + timedelta(seconds=95)
        return now


def _told(text: str) -> str:
    written = io.StringIO()
    Story(SteppingClock(), Console(file=written, width=40)).tell(text, style="bold")
    return written.getvalue()


def test_line_begins_with_minutes_and_seconds() -> None:
    assert _told("Tocsin is up") == "01:35  Tocsin is up\n"


def test_long_command_stays_on_one_line() -> None:
    command = "tocsin approve " + "a" * 80

    assert command in _told(command)


def test_brackets_are_not_markup() -> None:
    assert "[refund-time]" in _told("cites [refund-time]")
