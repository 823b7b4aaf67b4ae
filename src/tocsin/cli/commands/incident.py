"""`tocsin incident ID`: what burns, why, and what is done about it."""

from collections.abc import Iterator

import click
from rich.text import Text

from tocsin.cli.commands.incidents import STATE_STYLES
from tocsin.cli.connection import Connection, Json, segment
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import console, moment, plain, print_json, share, times


@click.command("incident")
@click.argument("incident_id")
@server_option
@json_option
def command(incident_id: str, server: Connection, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show one incident with its alerts, hypotheses, actions and timeline."""
    incident = server.get(f"/api/v1/incidents/{segment(incident_id)}")
    if as_json:
        print_json(incident)
        return
    terminal = console()
    for line in _lines(incident):
        terminal.print(line)
    for action in incident["actions"]:
        if action["state"] == "proposed":
            terminal.print(plain(f"\nDecide: tocsin approve {incident['id']} {action['id']}", "bold yellow"))


def _lines(incident: Json) -> Iterator[Text]:
    yield plain(incident["title"], "bold")
    state = plain(incident["state"], STATE_STYLES.get(incident["state"], ""))
    yield Text.assemble(plain(f"{incident['id']}  {incident['severity']}  "), state)
    yield plain(f"journeys {', '.join(incident['journeys']) or '-'}; services {', '.join(incident['services']) or '-'}")
    for name in ("opened", "detected", "acknowledged", "mitigated", "resolved"):
        if incident[f"{name}_at"]:
            yield plain(f"{name:<13} {moment(incident[f'{name}_at'])}")
    yield from _blast_radius(incident["blast_radius"])
    yield from _section("Alerts", (_alert(one) for one in incident["alerts"]))
    yield from _section("Hypotheses", (line for one in incident["hypotheses"] for line in _hypothesis(one)))
    yield from _section("Actions", (line for one in incident["actions"] for line in _action(one)))
    timeline = sorted(incident["timeline"], key=lambda one: str(one["at"]))
    yield from _section("Timeline", (_entry(one) for one in timeline))


def _section(title: str, lines: Iterator[Text]) -> Iterator[Text]:
    """Yield lines under a heading, and no heading without lines."""
    first = next(lines, None)
    if first is not None:
        yield plain(f"\n{title}", "bold")
        yield first
        yield from lines


def _blast_radius(radius: Json | None) -> Iterator[Text]:
    if radius is not None:
        failing = f"{radius['failing']} of {radius['tasks']} tasks ({share(radius['share_failing'])})"
        yield plain(f"{'failing':<13} {failing}")
        for trace_id in radius["example_failures"][:3]:
            yield plain(f"{'':<13} tocsin trace {trace_id}", "dim")


def _alert(alert: Json) -> Text:
    cleared = f"cleared {moment(alert['cleared_at'])}" if alert["cleared_at"] else "firing"
    return plain(
        f"  {alert['level']}  {alert['slo']} burns {times(alert['burn_rate'])}"
        f" (threshold {alert['threshold']:g}x) since {moment(alert['fired_at'])}, {cleared}"
    )


def _hypothesis(hypothesis: Json) -> Iterator[Text]:
    belief = f"{hypothesis['rank']}. {share(hypothesis['confidence'], 0):>4}"
    yield plain(f"  {belief}  {hypothesis['cause']}: {hypothesis['summary']}")
    for evidence in hypothesis["evidence"]:
        sign, style = ("+", "green") if evidence["supports"] else ("-", "red")
        yield plain(f"           {sign} {evidence['statement']}", style)


def _action(action: Json) -> Iterator[Text]:
    yield plain(f"  {action['id']}  {action['state']}  {action['title']} (runbook {action['runbook']})")
    if action["detail"]:
        yield plain(f"      {action['detail']}")


def _entry(entry: Json) -> Text:
    return plain(f"  {moment(entry['at'])}  {entry['actor']}: {entry['text']}")
