"""The front of the room: what the watch, the API and the schedule ask of it."""

from datetime import datetime

import structlog

from tocsin.incident import TOCSIN
from tocsin.model import ActionId, ActionState, Incident, IncidentId, TimelineKind
from tocsin.respond.approvals import Approvals
from tocsin.respond.chronicle import ActionRef, Books, Step, load, write
from tocsin.respond.execution import Executions
from tocsin.respond.means import Means
from tocsin.respond.proposals import Proposals

log = structlog.get_logger()

_UNDER_WAY = frozenset({ActionState.APPROVED, ActionState.RUNNING, ActionState.VERIFYING})
_LOOK_BACK = 200


class Responder:
    """Proposes actions on incidents, takes decisions on them, and has the approved ones carried out.

    Every method may block on a database; none may be called on an event loop.
    """

    def __init__(self, means: Means, executions: Executions) -> None:
        self._means = means
        self._executions = executions
        self._proposals = Proposals(means)
        self._approvals = Approvals(means)

    def propose(self, incident: Incident, at: datetime) -> Incident:
        """Add an action to the incident if a runbook applies; in act mode, within bounds, also have it carried out.

        Returns:
            The incident as stored afterwards; unchanged when nothing applies.
        """
        after = self._proposals.propose(incident, at)
        before = {action.id for action in incident.actions}
        for action in after.actions:
            if action.id not in before and action.state is ActionState.APPROVED:
                self._executions.submit(ActionRef(after.id, action.id))
        return after

    def approve(
        self, incident_id: IncidentId, action_id: ActionId, by: str, plan_hash: str | None = None, note: str = ""
    ) -> Incident:
        """Approve a proposal as a named person and have it carried out; a second approval changes nothing.

        Args:
            incident_id: The incident.
            action_id: The proposal on it.
            by: The person; neither blank nor "tocsin".
            plan_hash: The hash of the plan that the person saw; None to approve what is stored.
            note: Their reason, for the timeline.

        Raises:
            InvalidInput: `by` names nobody, or Tocsin itself.
            NotFound: No such incident or action.
            Conflict: It expired, was decided otherwise, its plan is not the one that was seen, the policy does not
                allow it, or the kill switch is engaged.
        """
        ref = ActionRef(incident_id, action_id)
        after = self._approvals.approve(ref, by, plan_hash, note)
        self._executions.submit(ref)
        return after

    def reject(self, incident_id: IncidentId, action_id: ActionId, by: str, note: str = "") -> Incident:
        """Reject a proposal as a named person; a second rejection changes nothing.

        Raises:
            InvalidInput: `by` names nobody, or Tocsin itself.
            NotFound: No such incident or action.
            Conflict: It was decided otherwise.
        """
        return self._approvals.reject(ActionRef(incident_id, action_id), by, note)

    def expire(self, at: datetime) -> int:
        """Expire proposals whose time is over or whose incident is resolved; return how many."""
        return self._approvals.expire(at)

    def resume(self, at: datetime) -> int:
        """See that no approved action is forgotten; call it at start-up and then now and again.

        An action whose approval was stored when the process died is handed in again. One whose execution is over
        although the action is not in a final state (the workflow itself broke) ends FAILED, for a person to look at.

        Returns:
            How many actions are still under way.
        """
        under_way = 0
        for incident in self._means.incidents.incidents(limit=_LOOK_BACK):
            for action in incident.actions:
                if action.state in _UNDER_WAY:
                    ref = ActionRef(incident.id, action.id)
                    if self._executions.ended(ref):
                        self._give_up(ref, at)
                    else:
                        self._executions.submit(ref)
                        under_way += 1
        return under_way

    def _give_up(self, ref: ActionRef, at: datetime) -> None:
        # It may have reached its end between our two looks.
        _, action = load(self._means, ref)
        if action.state in _UNDER_WAY:
            log.error("execution_broke", incident_id=ref.incident_id, action_id=ref.action_id)
            text = "The execution broke off; look at the server's log, and at what is live, before anything else"
            write(self._means, ref, _failed(text, at))


def end_interrupted(books: Books, at: datetime) -> int:
    """End what was under way when a backup was made, which nothing can carry on; return how many actions that were.

    How far they got in the world is not in a backup, so each is a failure for a person to look at.
    """
    ended = 0
    for incident in books.incidents.incidents(limit=_LOOK_BACK):
        for action in incident.actions:
            if action.state in _UNDER_WAY:
                text = f"It was {action.state} when the backup was made, and is not carried on; look at what is live"
                write(books, ActionRef(incident.id, action.id), _failed(text, at))
                ended += 1
    return ended


def _failed(text: str, at: datetime) -> Step:
    return Step(ActionState.FAILED, TimelineKind.ACTION_FAILED, "action.failed", TOCSIN, text, at)
