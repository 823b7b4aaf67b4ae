"""What the room works with: ports, policies and actuators, handed in once by whoever composes the server."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tocsin.clock import Clock
from tocsin.model import Runbook, Slo, SloName
from tocsin.respond.actuators import Actuator
from tocsin.respond.policy import Policy
from tocsin.store import AuditStore, IncidentStore, KillSwitchStore, SliReader


@dataclass(frozen=True, slots=True)
class Means:
    """Everything proposals, approvals and executions share.

    Attributes:
        runbooks: Returns the runbooks as applied now, in the order in which they are tried.
        slo_of: Returns an SLO by name, None when it is not applied any more.
        actuators: By kind.
        new_id: Returns an id never given before.
        together: Gives a block in which what is written to incidents and the audit log is stored whole or not at all.
    """

    incidents: IncidentStore
    audit: AuditStore
    kill_switch: KillSwitchStore
    sli: SliReader
    slo_of: Callable[[SloName], Slo | None]
    runbooks: Callable[[], Sequence[Runbook]]
    policy: Policy
    actuators: Mapping[str, Actuator]
    clock: Clock
    new_id: Callable[[], str]
    together: Callable[[], AbstractContextManager[object]]

    def runbook(self, name: str) -> Runbook | None:
        """Return one runbook as applied now, None when it is gone."""
        return next((runbook for runbook in self.runbooks() if runbook.name == name), None)
