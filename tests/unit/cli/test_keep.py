"""Commands that keep a server running: storage and backups."""

import json
from dataclasses import replace

import pytest

from tests.kit.api import ApiWorld
from tests.kit.state import NOON
from tests.unit.cli.conftest import Run
from tocsin.cli.printing import size


@pytest.mark.parametrize(
    ("covered_seconds", "days_left", "outlook"),
    [(3600.0, None, "once a whole day"), (86_400.0, None, "the disk lasts"), (86_400.0, 12.4, "it lasts 12 days")],
)
def test_storage_says_how_long_the_disk_lasts(
    run: Run, world: ApiWorld, covered_seconds: float, days_left: float | None, outlook: str
) -> None:
    world.stored = replace(world.stored, covered_seconds=covered_seconds, days_left=days_left)
    told = run("storage")
    assert told.exit_code == 0, told.output
    assert "disk: 50 B of 100 B free, 5 B of it kept in reserve" in told.stdout
    assert outlook in told.stdout


def test_a_backup_prints_what_it_holds(run: Run, world: ApiWorld) -> None:
    world.state.audit.append(NOON, "mira", "test.appended", "entry/1", {})
    done = run("backup", "nightly", "--json")
    assert done.exit_code == 0, done.output
    backup = json.loads(done.stdout)
    assert backup["destination"].endswith("backups/nightly")
    assert backup["state"]["rows"]["audit_entries"] == 1


def test_a_refused_backup_says_why(run: Run) -> None:
    refused = run("backup", "/somewhere/else")
    assert refused.exit_code == 1
    assert "is not below" in refused.stderr


def test_sizes_have_the_unit_in_which_they_are_short() -> None:
    assert [size(count) for count in (0, 1023, 1024, 5 << 20, 3 << 30, 2 << 40)] == [
        "0 B",
        "1023 B",
        "1.0 KiB",
        "5.0 MiB",
        "3.0 GiB",
        "2.0 TiB",
    ]
