"""Tasks as a question sees them: those that ended in some spells and were sealed by an instant, each once."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.model import Window
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.queries.spells import Spell

INSTANT = "DateTime64(9, 'UTC')"


def visible_tasks(window: Window, as_of: datetime | None, parameters: Parameters) -> str:
    """Return what follows FROM for the tasks that ended in a window and were sealed by `as_of`, each once."""
    return tasks_in([(window.start, window.end)], as_of, parameters)


def tasks_in(spells: Sequence[Spell], as_of: datetime | None, parameters: Parameters) -> str:
    """Return what follows FROM for the tasks that ended in any of some spells and were sealed by `as_of`, each once.

    No subquery, but the table and a condition that ` AND ` continues: through a subquery the engine would read all of
    `usage` where one part of it is asked for.
    """
    ranges = []
    for index, (start, end) in enumerate(spells):
        parameters |= {f"start_{index}": start, f"end_{index}": end}
        first, last = f"{{start_{index}:{INSTANT}}}", f"{{end_{index}:{INSTANT}}}"
        ranges.append(
            f"(minute >= toStartOfMinute({first}) AND minute <= {last} AND ended_at >= {first} AND ended_at < {last})"
        )
    sealed = ""
    if as_of is not None:
        parameters["as_of"] = as_of
        sealed = f"AND sealed_at <= {{as_of:{INSTANT}}}"
    return f"tasks FINAL WHERE ({' OR '.join(ranges)}) {sealed}"
