"""The `tocsin` command: which commands there are and where each one lives."""

import click

from tocsin import __version__
from tocsin.cli.lazy import LazyGroup

_COMMANDS = "tocsin.cli.commands"


@click.command(
    cls=LazyGroup,
    table={
        "up": (f"{_COMMANDS}.up", "Run a server."),
        "status": (f"{_COMMANDS}.status", "Show how the server is doing."),
        "intake": (f"{_COMMANDS}.intake", "Show what came in, and where a trace is."),
        "redaction": (f"{_COMMANDS}.redaction", "Try redaction rules out."),
        "check": (f"{_COMMANDS}.check", "Check configuration documents, without a server."),
        "apply": (f"{_COMMANDS}.apply", "Put configuration documents to work."),
        "mapping": (f"{_COMMANDS}.mapping", "Try mapping rules on a span."),
        "journeys": (f"{_COMMANDS}.journeys", "List journeys with traffic."),
        "traces": (f"{_COMMANDS}.traces", "Search traces."),
        "trace": (f"{_COMMANDS}.trace", "Show one trace as a waterfall."),
        "cost": (f"{_COMMANDS}.cost", "Show what tasks cost and used."),
        "slos": (f"{_COMMANDS}.slos", "List objectives and their error budgets."),
        "incidents": (f"{_COMMANDS}.incidents", "List incidents."),
        "incident": (f"{_COMMANDS}.incident", "Show one incident."),
        "approve": (f"{_COMMANDS}.approve", "Approve a proposed action."),
        "reject": (f"{_COMMANDS}.reject", "Reject a proposed action."),
        "postmortem": (f"{_COMMANDS}.postmortem", "Print the postmortem of an incident."),
        "change": (f"{_COMMANDS}.change", "Report that something changed."),
        "release": (f"{_COMMANDS}.release", "Publish releases and make them live."),
        "prices": (f"{_COMMANDS}.prices", "Show what models cost, and price past tasks again."),
        "replay": (f"{_COMMANDS}.replay", "Ask what would have paged."),
        "kill-switch": (f"{_COMMANDS}.kill_switch", "Stop every action, or allow actions again."),
        "storage": (f"{_COMMANDS}.storage", "Show what is stored, and how long the disk lasts."),
        "backup": (f"{_COMMANDS}.backup", "Copy both databases into a folder."),
        "restore": (f"{_COMMANDS}.restore", "Fill new databases from a backup."),
        "schema": (f"{_COMMANDS}.schema", "Print the telemetry schema for a ClickHouse cluster."),
        "audit": (f"{_COMMANDS}.audit", "Verify and export the audit log."),
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tocsin")
def main() -> None:
    """SRE for AI: objectives, incidents, hypotheses and bounded response.

    `tocsin up` runs a server. The other commands talk to the one at --server or TOCSIN_SERVER.
    """
