"""`tocsin schema`: the telemetry schema as statements, for whoever runs a ClickHouse cluster."""

import click

from tocsin.app import cluster_statements
from tocsin.cli.options import json_option
from tocsin.cli.printing import print_json
from tocsin.errors import TocsinError
from tocsin.settings import read_settings


@click.command("schema")
@click.option("--cluster", required=True, metavar="NAME", help="The cluster's name in ClickHouse's configuration.")
@json_option
def command(cluster: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Print the statements that make the schema, replicated and sharded, on every server of a ClickHouse cluster."""
    try:
        statements = cluster_statements(read_settings({}), cluster)
    except TocsinError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json({"cluster": cluster, "statements": statements})
        return
    for statement in statements:
        click.echo(f"{statement};\n")
