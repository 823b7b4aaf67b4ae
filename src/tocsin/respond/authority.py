"""Builds the policy's question from what is true now, so that an old approval is judged by the present state."""

from datetime import datetime

from tocsin.model import Action, Incident, Runbook
from tocsin.respond.means import Means
from tocsin.respond.policy import Decision, PolicyRequest, PolicyStep


def decide(
    means: Means,
    incident: Incident,
    action: Action,
    runbook: Runbook,
    *,
    principal: str,
    step: PolicyStep,
    at: datetime,
) -> Decision:
    """Ask the policy whether `principal` may take `step` on an action now.

    Risk and reversibility come from the actuator and the share of tasks is measured again; nothing is taken from the
    stored action that somebody could have written there.
    """
    actuator = means.actuators[action.kind]
    return means.policy.decide(
        PolicyRequest(
            principal=principal,
            step=step,
            kind=action.kind,
            axis=action.parameters.get("axis", ""),
            subject=action.parameters.get("subject", ""),
            journeys=incident.journeys,
            mode=runbook.mode,
            risk=actuator.risk,
            reversible=actuator.reversible,
            confidence=_confidence(incident, action),
            min_confidence=runbook.min_confidence,
            share=actuator.share(action.parameters, at),
            max_share=runbook.max_share,
            kill_switch=means.kill_switch.kill_switch(),
        )
    )


def _confidence(incident: Incident, action: Action) -> float:
    """Return how far the latest diagnosis believes in the change this action answers; 0 when it does not."""
    change_id = action.parameters.get("change_id")
    return max((one.confidence for one in incident.hypotheses if one.change_id == change_id), default=0.0)
