"""A few failing tasks as users met them: what was asked, what was answered, and the trace to read on in."""

from tocsin.model import Incident, TraceId
from tocsin.review.markdown import excerpt, fenced, link
from tocsin.review.messages import last_exchange
from tocsin.review.source import trace_path
from tocsin.store import TaskReader

_EXAMPLES = 3
_EXCERPT_CHARACTERS = 600


def examples(incident: Incident, tasks: TaskReader) -> str:
    """Return the section with up to three failing tasks; a trace that is gone by now is still named."""
    failing = incident.blast_radius.example_failures[:_EXAMPLES] if incident.blast_radius else ()
    if not failing:
        return "## Example failures\n\nNo failing task was recorded."
    return "## Example failures\n\n" + "\n\n".join(_example(trace_id, tasks) for trace_id in failing)


def _example(trace_id: str, tasks: TaskReader) -> str:
    heading = f"### Trace {link(trace_id, trace_path(trace_id))}"
    trace = tasks.trace(TraceId(trace_id))
    if trace is None:
        return f"{heading}\n\nIts spans are no longer stored."
    exchange = last_exchange(trace)
    if exchange is None:
        return f"{heading}\n\nIt recorded no messages."
    return "\n\n".join(
        [heading, "Asked:", _quoted(exchange.prompt), "Answered:", _quoted(exchange.response)],
    )


def _quoted(text: str) -> str:
    return fenced(excerpt(text, _EXCERPT_CHARACTERS), "text") if text else "not recorded"
