"""What the terminal tells while the demo runs: one dated line per event; plain text when nobody watches."""

from datetime import datetime

from rich.console import Console
from rich.markup import escape

from tocsin.clock import Clock


class Story:
    """Prints lines with the time since the demo began, minutes and seconds."""

    def __init__(self, clock: Clock, console: Console) -> None:
        self._clock = clock
        self._console = console
        self._began_at = clock.now()

    @property
    def began_at(self) -> datetime:
        """When the story began."""
        return self._began_at

    def tell(self, text: str, *, style: str = "") -> None:
        """Print one event."""
        seconds = int((self._clock.now() - self._began_at).total_seconds())
        self._line(f"[dim]{seconds // 60:02d}:{seconds % 60:02d}[/dim]  {_styled(text, style)}")

    def detail(self, text: str) -> None:
        """Print what belongs to the event above."""
        self._line(f"         {escape(text)}")

    def _line(self, markup: str) -> None:
        # Soft wrap leaves long lines whole, so that addresses and commands can be copied.
        self._console.print(markup, soft_wrap=True, highlight=False)


def _styled(text: str, style: str) -> str:
    return f"[{style}]{escape(text)}[/{style}]" if style else escape(text)
