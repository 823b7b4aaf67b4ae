"""The schema of a telemetry database: brought up to date, refused when it is newer, owned by one process."""

import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.errors import ConfigurationError, SchemaTooNew, StoreUnavailable
from tocsin.store.telemetry import TelemetryStore, open_telemetry
from tocsin.store.telemetry.upkeep.migrate import migrate

pytestmark = pytest.mark.slow

OPEN = """
import sys
from tocsin.store.telemetry import open_telemetry

open_telemetry(sys.argv[1])
print("opened", flush=True)
input()
"""


def test_migrating_twice_changes_nothing(telemetry: TelemetryStore) -> None:
    engine = telemetry._engine
    before = engine.rows("SELECT name, uuid FROM system.tables WHERE database = currentDatabase() ORDER BY name")
    migrate(engine)
    assert (
        engine.rows("SELECT name, uuid FROM system.tables WHERE database = currentDatabase() ORDER BY name") == before
    )


def test_a_newer_schema_is_refused_by_name(telemetry: TelemetryStore) -> None:
    engine = telemetry._engine
    engine.insert("schema_ledger", ("name", "digest"), [("9999_future.sql", "?")])
    try:
        with pytest.raises(SchemaTooNew, match="9999_future"):
            migrate(engine)
    finally:
        engine.execute("ALTER TABLE schema_ledger DELETE WHERE name = '9999_future.sql' SETTINGS mutations_sync = 1")


def test_a_second_process_on_the_folder_is_refused_and_told_who_owns_it(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path}/engine"
    with subprocess.Popen([sys.executable, "-c", OPEN, url], stdin=-1, stdout=-1, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "opened\n"
        second = subprocess.run([sys.executable, "-c", OPEN, url], capture_output=True, text=True, check=False)
        owner.kill()
    assert second.returncode == 1
    assert (
        f"FolderInUse: telemetry folder '{tmp_path}/engine' belongs to the running process {owner.pid}" in second.stderr
    )


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense"])
def test_a_url_of_no_known_engine_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="no known engine"):
        open_telemetry(url)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match=r"clickhouse://u:\*\*\*@127.0.0.1:9/db") as caught:
        open_telemetry("clickhouse://u:secret@127.0.0.1:9/db")
    assert "secret" not in str(caught.value)
