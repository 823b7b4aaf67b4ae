"""`tocsin storage`: what is stored, how long it is kept, and how long the disk lasts."""

import click

from tocsin.cli.connection import Connection, Json
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import console, duration, moment, plain, print_json, print_table, size

_DAY_SECONDS = 86_400


@click.command("storage")
@server_option
@json_option
def command(server: Connection, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show rows, bytes, age and retention of every telemetry table, the disk, and how long it lasts."""
    storage = server.get("/api/v1/storage")
    if as_json:
        print_json(storage)
        return
    columns = ("table", ">rows", ">on disk", ">last 24h", "oldest", "newest", ">kept")
    print_table(columns, [_row(table) for table in storage["tables"]], empty="Nothing is stored.")
    for line in _disk(storage):
        console().print(plain(line))


def _row(table: Json) -> tuple[object, ...]:
    return (
        table["name"],
        table["rows"],
        size(table["bytes_on_disk"]),
        size(table["bytes_per_day"]),
        moment(table["oldest"]),
        moment(table["newest"]),
        _kept(table),
    )


def _kept(table: Json) -> str:
    kept, ordinary = table["retain_seconds"], table["ordinary_retain_seconds"]
    if kept is None:
        return "for ever"
    return duration(kept) if ordinary is None else f"{duration(ordinary)}, failures {duration(kept)}"


def _disk(storage: Json) -> list[str]:
    disk = storage["disk"]
    free = f"disk: {size(disk['free'])} of {size(disk['total'])} free, {size(disk['reserve'])} of it kept in reserve"
    if disk["free"] < disk["reserve"]:
        return [free, "FULL: nothing is taken in until there is room"]
    if storage["covered_seconds"] < _DAY_SECONDS:
        return [free, "how long it lasts is known once a whole day is stored"]
    if storage["days_left"] is None:
        return [free, "as much leaves as comes before it is full: the disk lasts"]
    grows = size(storage["net_bytes_per_day"])
    return [free, f"at {grows} a day it lasts {storage['days_left']:.0f} days"]
