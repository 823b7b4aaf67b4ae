"""The one switch that stops every action."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tocsin.api.inputs import Person, Served, Strict
from tocsin.api.problems import problem_responses

router = APIRouter(prefix="/api/v1/kill-switch", tags=["incidents"])


class KillSwitch(BaseModel):
    """Where the switch stands."""

    engaged: bool = Field(description="Whether every action is stopped.")


class SwitchOrder(Strict):
    """Where to put the switch, and who says so."""

    engaged: Annotated[bool, Field(strict=True)]
    by: Person


@router.get("", summary="Show the kill switch")
def get_kill_switch(services: Served) -> KillSwitch:
    """Return whether every action is stopped."""
    return KillSwitch(engaged=services.kill_switch.kill_switch())


@router.put("", summary="Set the kill switch", responses=problem_responses(400))
def set_kill_switch(services: Served, order: SwitchOrder) -> KillSwitch:
    """Stop every action, or allow actions again; both are written to the audit log."""
    if services.kill_switch.kill_switch() != order.engaged:
        event = "kill_switch.engaged" if order.engaged else "kill_switch.released"
        with services.together():
            services.kill_switch.set_kill_switch(order.engaged)
            services.audit.append(services.clock.now(), order.by, event, "kill-switch", {})
    return KillSwitch(engaged=order.engaged)
