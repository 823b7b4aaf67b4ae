"""`tocsin trace ID`: one trace as a waterfall, so that one sees where time and money went."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import click
from rich.text import Text

from tocsin.cli.connection import Connection, Json, segment
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import console, dollars, duration, moment, plain, print_json, print_table

_BAR_COLUMNS = 32
_STYLES = {"agent": "magenta", "llm": "cyan", "tool": "yellow", "retrieval": "blue"}


@click.command("trace")
@click.argument("trace_id")
@server_option
@json_option
def command(trace_id: str, server: Connection, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show the spans of one trace as a waterfall."""
    trace = server.get(f"/api/v1/traces/{segment(trace_id.strip().lower())}")
    if as_json:
        print_json(trace)
        return
    console().print(plain(_headline(trace["task"])))
    print_table(
        ("span", "kind", "", ">duration", ">tokens", ">cost USD", "model or error"),
        [_row(span, depth, _extent(trace["spans"])) for span, depth in waterfall(trace["spans"])],
        empty="Its spans are no longer stored.",
    )


def _headline(task: Json | None) -> str:
    if task is None:
        return "Not sealed into a task yet."
    return (
        f"{task['journey']}: {task['outcome']} in {duration(task['duration_seconds'])},"
        f" {dollars(task['cost_usd'])} USD, ended {moment(task['ended_at'])}"
    )


def waterfall(spans: Sequence[Json]) -> Iterator[tuple[Json, int]]:
    """Yield spans with their depth, parents before children, siblings by start.

    A span whose parent is not stored stands at the top, and so does the first of a ring of parents.
    """
    ids = {span["span_id"] for span in spans}
    children: defaultdict[str | None, list[Json]] = defaultdict(list)
    for span in sorted(spans, key=lambda one: float(one["offset_seconds"])):
        children[span["parent_span_id"] if span["parent_span_id"] in ids else None].append(span)
    seen: set[str] = set()
    for top in (*children[None], *spans):
        pending = [(top, 0)]
        while pending:
            span, depth = pending.pop()
            if span["span_id"] in seen:
                continue
            seen.add(span["span_id"])
            yield span, depth
            pending += [(child, depth + 1) for child in reversed(children[span["span_id"]])]


def _extent(spans: Sequence[Json]) -> float:
    return max((span["offset_seconds"] + span["duration_seconds"] for span in spans), default=0.0)


def _row(span: Json, depth: int, extent: float) -> Sequence[object]:
    style = "red" if span["is_error"] else _STYLES.get(span["kind"], "")
    tokens = [count for count in (span["input_tokens"], span["output_tokens"]) if count is not None]
    return (
        plain("  " * depth + span["name"]),
        plain(span["kind"], style),
        _bar(span, extent, style),
        duration(span["duration_seconds"]),
        sum(tokens) if tokens else "",
        dollars(span["cost_usd"]) if span["cost_usd"] is not None else "",
        plain(span["status_message"] or "error", "red") if span["is_error"] else span["model"],
    )


def _bar(span: Json, extent: float, style: str) -> Text:
    columns_per_second = _BAR_COLUMNS / extent if extent else 0.0
    before = min(round(span["offset_seconds"] * columns_per_second), _BAR_COLUMNS - 1)
    length = max(round(span["duration_seconds"] * columns_per_second), 1)
    return Text(" " * before + "━" * min(length, _BAR_COLUMNS - before), style=style)
