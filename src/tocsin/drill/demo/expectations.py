"""What must be true for the demo to count, asked of the JSON that the API gives to everyone."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.drill.demo.api import Json
from tocsin.drill.demo.failure import DemoFailed
from tocsin.drill.demo.scenario import BAD_VERSION, GOOD_VERSION, JOURNEY, PROMPT

_ENDED_BADLY = frozenset({"undone", "rejected", "denied", "expired", "failed", "observed"})


def is_healthy(journeys: Sequence[Json], least_tasks: dict[str, int], most_failing: float) -> bool:
    """Return whether each journey has that many judged tasks, and no more than that share of them fails."""
    seen = {str(journey["journey"]): journey for journey in journeys}
    return all(
        name in seen
        and seen[name]["successes"] + seen[name]["failures"] >= tasks
        and seen[name]["failures"] <= most_failing * (seen[name]["successes"] + seen[name]["failures"])
        for name, tasks in least_tasks.items()
    )


def expect_quiet(incidents: Sequence[Json]) -> None:
    """Raise when there is an incident before anything is broken."""
    if incidents:
        raise DemoFailed(f"a false alarm before the fault: {incidents[0]['title']!r}")


def paged_incident(incidents: Sequence[Json]) -> Json | None:
    """Return the incident that a page-level alert of the journey opened, or None so far.

    Raises:
        DemoFailed: An incident names another journey, or one cause opened two.
    """
    for incident in incidents:
        if JOURNEY not in incident["journeys"]:
            raise DemoFailed(f"a false alarm: incident {incident['title']!r} names {incident['journeys']}")
    if len(incidents) > 1:
        raise DemoFailed(f"one cause must page once, but there are {len(incidents)} incidents")
    paged = [incident for incident in incidents if any(alert["level"] == "page" for alert in incident["alerts"])]
    return paged[0] if paged else None


def proposed_action(incident: Json) -> Json | None:
    """Return the incident's proposed rollback, or None so far."""
    waiting = [action for action in incident["actions"] if action["state"] == "proposed"]
    return waiting[0] if waiting else None


def expect_right_cause(incident: Json, change_id: str) -> None:
    """Raise unless the first hypothesis is the bad release, by its change id."""
    if not incident["hypotheses"]:
        raise DemoFailed("the incident has no hypothesis")
    first = min(incident["hypotheses"], key=lambda hypothesis: int(hypothesis["rank"]))
    seen = (first["cause"], first["subject"], first["to_version"], first["change_id"])
    right = ("prompt_change", PROMPT, BAD_VERSION, change_id)
    if seen != right:
        raise DemoFailed(f"the first hypothesis must be {right}, but it is {seen}")
    if not any(evidence["supports"] for evidence in first["evidence"]):
        raise DemoFailed("the first hypothesis shows no evidence for it")


def expect_rollback(action: Json) -> None:
    """Raise unless the action is an approved runbook's rollback of the prompt that waits for a person."""
    if action["kind"] != "release.rollback" or action["mode"] != "assist":
        raise DemoFailed(f"expected a rollback that waits for approval, got {action['kind']!r} in {action['mode']!r}")
    if PROMPT not in action["parameters"].values():
        raise DemoFailed(f"the rollback is of {action['parameters']}, not of the prompt {PROMPT!r}")


def verified_action(incident: Json, action_id: str) -> Json | None:
    """Return the action once its recovery is verified, or None so far.

    Raises:
        DemoFailed: It ended in any other way.
    """
    action: Json = next(action for action in incident["actions"] if action["id"] == action_id)
    if action["state"] in _ENDED_BADLY:
        raise DemoFailed(f"the action ended as {action['state']!r}: {action['detail']}")
    return action if action["state"] == "verified" else None


def expect_rolled_back(live: Json, tasks_on_good_version: Sequence[Json]) -> None:
    """Raise unless the registry and fresh tasks both are on the good version again."""
    if live["version"] != GOOD_VERSION:
        raise DemoFailed(f"the live prompt must be {GOOD_VERSION!r} again, but it is {live['version']!r}")
    if not tasks_on_good_version:
        raise DemoFailed(f"no task since the rollback carried {PROMPT} {GOOD_VERSION}: the product did not pick it up")


def expect_postmortem(markdown: str, incident: Json) -> None:
    """Raise unless the postmortem names the incident, the release, and a failed trace with its prompt."""
    for needed in (str(incident["id"]), PROMPT, BAD_VERSION):
        if needed not in markdown:
            raise DemoFailed(f"the postmortem does not mention {needed!r}")
    radius = incident["blast_radius"] or {"example_failures": []}
    if not any(trace_id in markdown for trace_id in radius["example_failures"]):
        raise DemoFailed("the postmortem names none of the incident's example traces")


def seconds_between(earlier: datetime, later: str | None) -> float:
    """Return the seconds from an instant to an ISO 8601 one; raises when the latter is missing."""
    if later is None:
        raise DemoFailed("the incident lacks a time it must have by now")
    return (datetime.fromisoformat(later) - earlier).total_seconds()
