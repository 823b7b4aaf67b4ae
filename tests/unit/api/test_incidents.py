"""Incidents, decisions, replays, the kill switch and the audit log over HTTP."""

from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.state import NOON, an_incident, minutes
from tocsin.model import IncidentState

INCIDENT = "/api/v1/incidents/inc_1"
HASH = "0" * 64


def test_an_incident_is_shown_as_it_is(client: TestClient, world: ApiWorld) -> None:
    world.state.incidents.save(an_incident())
    incident = client.get(INCIDENT).json()
    assert (incident["id"], incident["state"], incident["severity"]) == ("inc_1", "open", "sev2")
    assert incident["hypotheses"][0]["evidence"][0]["supports"] is True
    assert incident["actions"][0]["plan_hash"] == HASH
    assert incident["blast_radius"]["share_failing"] == 0.6
    assert incident["resolved_at"] is None


def test_a_number_that_json_cannot_hold_is_null(client: TestClient, world: ApiWorld) -> None:
    world.state.incidents.save(an_incident())
    assert client.get(INCIDENT).json()["alerts"][0]["burn_rate"] is None


def test_incidents_are_listed_by_state_the_last_detected_first(client: TestClient, world: ApiWorld) -> None:
    for number in range(4):
        state = IncidentState.RESOLVED if number == 2 else IncidentState.OPEN
        world.state.incidents.save(an_incident(str(number), minutes(number), state=state))
    first = client.get("/api/v1/incidents?state=open&limit=2").json()
    rest = client.get("/api/v1/incidents", params={"state": "open", "limit": "2", "cursor": first["next"]}).json()
    assert [one["id"] for one in [*first["items"], *rest["items"]]] == ["inc_3", "inc_1", "inc_0"]


def test_a_person_takes_an_incident_on_and_closes_it(client: TestClient, world: ApiWorld) -> None:
    world.state.incidents.save(an_incident())
    taken = client.post(f"{INCIDENT}/acknowledge", json={"by": "mira"}).json()
    assert (taken["state"], taken["acknowledged_at"]) == ("acknowledged", "2026-01-05T09:00:00Z")
    closed = client.post(f"{INCIDENT}/resolve", json={"by": "mira", "note": "vendor mended it"}).json()
    assert (closed["state"], closed["resolved_at"]) == ("resolved", "2026-01-05T09:00:00Z")
    assert "vendor mended it" in closed["timeline"][-1]["text"]


def test_an_approval_carries_the_plan_that_was_seen(client: TestClient, world: ApiWorld) -> None:
    world.state.incidents.save(an_incident())
    body = {"by": "mira", "plan_hash": HASH, "note": "go"}
    action = client.post(f"{INCIDENT}/actions/act_1/approve", json=body).json()["actions"][0]
    assert (action["state"], action["decided_by"]) == ("approved", "mira")
    assert world.decisions.plans_seen == [HASH]


def test_a_rejection_reaches_the_action(client: TestClient, world: ApiWorld) -> None:
    world.state.incidents.save(an_incident())
    action = client.post(f"{INCIDENT}/actions/act_1/reject", json={"by": "mira"}).json()["actions"][0]
    assert action["state"] == "rejected"


def test_a_postmortem_is_markdown_once_there_is_one(client: TestClient, world: ApiWorld) -> None:
    incident = an_incident()
    world.state.incidents.save(incident)
    assert "it is open" in client.get(f"{INCIDENT}/postmortem").json()["detail"]
    world.state.postmortems.put_postmortem(incident.id, "# Postmortem ✓\n", NOON)
    answer = client.get(f"{INCIDENT}/postmortem")
    assert (answer.headers["content-type"], answer.text) == ("text/markdown; charset=utf-8", "# Postmortem ✓\n")


def test_a_replay_is_started_and_found_again(client: TestClient, world: ApiWorld) -> None:
    world.replays.incidents = [an_incident()]
    window = {"start": "2026-01-04T00:00:00Z", "end": "2026-01-04T01:00:00Z"}
    started = client.post("/api/v1/replays", json={**window, "step_seconds": 30})
    assert (started.status_code, started.json()["state"], started.json()["ticks_total"]) == (202, "queued", 120)
    job = client.get(started.headers["location"]).json()
    assert (job["state"], job["ticks_done"], [one["id"] for one in job["incidents"]]) == ("done", 120, ["inc_1"])


def test_the_kill_switch_is_audited_when_it_moves(client: TestClient) -> None:
    for _ in range(2):
        assert client.put("/api/v1/kill-switch", json={"engaged": True, "by": "mira"}).json() == {"engaged": True}
    assert client.get("/api/v1/kill-switch").json() == {"engaged": True}
    client.put("/api/v1/kill-switch", json={"engaged": False, "by": "jo"})
    entries = client.get("/api/v1/audit").json()["items"]
    assert [(one["event"], one["actor"]) for one in entries] == [
        ("kill_switch.engaged", "mira"),
        ("kill_switch.released", "jo"),
    ]


def test_the_audit_log_is_read_in_pages_and_verified(client: TestClient, world: ApiWorld) -> None:
    for number in range(5):
        world.state.audit.append(NOON, "mira", "test.appended", f"entry/{number}", {})
    first = client.get("/api/v1/audit?limit=3").json()
    rest = client.get(f"/api/v1/audit?limit=3&after={first['next']}").json()
    assert [one["sequence"] for one in [*first["items"], *rest["items"]]] == [1, 2, 3, 4, 5]
    assert rest["next"] is None
    verdict = client.get("/api/v1/audit/verify", params={"expect": rest["items"][0]["hash"]}).json()
    assert (verdict["intact"], verdict["entries"], verdict["last_sequence"]) == (True, 5, 5)


def test_a_log_without_a_noted_hash_is_not_intact(client: TestClient) -> None:
    verdict = client.get("/api/v1/audit/verify", params={"expect": "f" * 64}).json()
    assert (verdict["intact"], "missing" in verdict["problem"]) == (False, True)
