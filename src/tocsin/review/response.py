"""What was done about it: each action with who decided, what it was bound to, and what was measured afterwards."""

from tocsin.model import Action, Incident
from tocsin.review.markdown import inline
from tocsin.review.source import drawn_from, incident_path


def response(incident: Incident) -> str:
    """Return the section on the actions, in the order in which they were proposed."""
    if not incident.actions:
        return "## Response\n\nNo runbook proposed an action."
    ordered = sorted(incident.actions, key=lambda action: action.proposed_at)
    return "## Response\n\n" + "\n\n".join(_action(incident, action) for action in ordered)


def _action(incident: Incident, action: Action) -> str:
    source = drawn_from("action", f"{incident_path(incident)}#{action.id}")
    decided = f"{inline(action.decided_by)} at {action.decided_at:%H:%M:%S} UTC" if action.decided_at else "nobody"
    lines = [
        f"### {inline(action.title)}: {action.state}",
        "",
        (
            f"- Proposed at {action.proposed_at:%Y-%m-%d %H:%M:%S} UTC by runbook {inline(action.runbook)} in"
            f" {action.mode} mode, {action.risk} risk, touching {inline(action.blast_radius)} {source}."
        ),
        f"- Decided by {decided}; the decision binds to plan `{inline(action.plan_hash)}` {source}.",
        f"- Verification: {inline(action.verification)} {source}.",
        f"- Way back: {inline(action.undo)} {source}.",
    ]
    if action.detail and action.detail != action.verification:
        lines.append(f"- Ended: {inline(action.detail)} {source}.")
    return "\n".join(lines)
