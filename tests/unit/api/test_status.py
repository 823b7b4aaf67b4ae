"""Status, health and metrics: what a glance, a supervisor and Prometheus see."""

from dataclasses import replace
from datetime import timedelta
from typing import Never

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from tests.kit.api import NOTHING_SENT, ApiWorld
from tests.kit.state import an_incident
from tests.kit.tasks import MONDAY
from tocsin.api import METRICS, create_api
from tocsin.errors import StoreUnavailable
from tocsin.model import DiskSpace, IncidentState


def _down() -> Never:
    raise StoreUnavailable("gone")


def _samples(client: TestClient) -> dict[tuple[str, str], float]:
    """Return scraped values by name and label value."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, "".join(one.labels.values())): one.value for family in families for one in family.samples}


def test_the_status_tells_whether_anything_needs_a_person(client: TestClient, world: ApiWorld) -> None:
    world.clock.advance(timedelta(minutes=1))
    world.state.incidents.save(an_incident("1"))
    world.state.incidents.save(an_incident("2", state=IncidentState.RESOLVED))
    world.state.kill_switch.set_kill_switch(True)
    status = client.get("/api/v1/status").json()
    assert (status["open_incidents"], status["kill_switch"], status["slos"]) == (1, True, 0)
    assert (status["started_at"], status["at"]) == ("2026-01-05T09:00:00Z", "2026-01-05T09:01:00Z")


def test_the_account_is_given_as_it_is(client: TestClient, world: ApiWorld) -> None:
    world.account = replace(NOTHING_SENT, accepted_spans=7, rejected_spans={"too_deep": 2})
    account = client.get("/api/v1/accounting").json()
    assert (account["accepted_spans"], account["rejected_spans"]) == (7, {"too_deep": 2})


def test_a_process_is_alive_also_without_its_databases(client: TestClient, world: ApiWorld) -> None:
    world.probes["state"] = _down
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").status_code == 503


def test_a_server_is_ready_when_every_store_answers(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "checks": {"state": "ok"}}


def test_metrics_are_the_account_and_the_loop(client: TestClient, world: ApiWorld) -> None:
    world.account = replace(
        NOTHING_SENT, accepted_spans=7, rejected_requests={"too_large": 2, "busy": 1}, last_accepted_at=MONDAY
    )
    world.state.incidents.save(an_incident())
    samples = _samples(client)
    assert samples["tocsin_ingest_spans_total", ""] == 7
    assert samples["tocsin_ingest_rejected_requests_total", "too_large"] == 2
    assert samples["tocsin_ingest_last_accepted_timestamp_seconds", ""] == MONDAY.timestamp()
    assert samples["tocsin_watch_ticks_total", ""] == 3
    assert samples["tocsin_watch_last_tick_duration_seconds", ""] == 0.25
    assert samples["tocsin_incidents", "sev2"] == 1
    assert samples["tocsin_incidents", "sev1"] == 0
    assert samples["tocsin_store_up", "state"] == 1


def test_free_bytes_and_the_reserve_are_metrics_of_each_disk_that_is_known(client: TestClient, world: ApiWorld) -> None:
    world.disks.update(telemetry=lambda: DiskSpace(100, 50, 5), state=lambda: DiskSpace(80, 7, 0), other=lambda: None)
    world.disks["gone"] = _down
    samples = _samples(client)
    free = {store: value for (name, store), value in samples.items() if name == "tocsin_disk_free_bytes"}
    assert free == {"telemetry": 50, "state": 7}
    assert samples["tocsin_disk_reserve_bytes", "telemetry"] == 5
    assert ("tocsin_disk_reserve_bytes", "state") not in samples


def test_what_never_happened_has_no_time(client: TestClient) -> None:
    assert ("tocsin_ingest_last_accepted_timestamp_seconds", "") not in _samples(client)


class _DownKillSwitch:
    """A `KillSwitchStore` whose database does not answer."""

    def kill_switch(self) -> bool:
        raise StoreUnavailable("gone")

    def set_kill_switch(self, engaged: bool) -> None:
        raise StoreUnavailable("gone")


def test_a_scrape_survives_the_state_database(world: ApiWorld) -> None:
    world.probes["state"] = _down
    services = replace(world.services(), kill_switch=_DownKillSwitch())
    samples = _samples(TestClient(create_api(services)))
    assert samples["tocsin_store_up", "state"] == 0
    assert samples["tocsin_ingest_spans_total", ""] == 0
    assert ("tocsin_kill_switch_engaged", "") not in samples


def test_no_metric_is_scraped_that_the_registry_does_not_name(client: TestClient) -> None:
    assert {name for name, _ in _samples(client)} <= set(METRICS)


@pytest.mark.parametrize(("name", "spec"), METRICS.items())
def test_names_follow_prometheus_conventions(name: str, spec: object) -> None:
    assert name.startswith("tocsin_")
    assert name.endswith("_total") == (getattr(spec, "kind", "") == "counter")
