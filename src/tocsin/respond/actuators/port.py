"""What every actuator promises, so that the rest of the room treats all of them alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tocsin.model import Hypothesis, Incident, Risk
from tocsin.respond.plan import Plan
from tocsin.respond.recovery import Exposure


@dataclass(frozen=True, slots=True)
class Unplannable:
    """No concrete plan can be made for a hypothesis, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Effect:
    """The world was changed at `at`; asking again gives the same effect."""

    at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was changed, because a precondition does not hold."""

    reason: str


class Actuator(Protocol):
    """One kind of action.

    `execute` and `undo` may be called again after a crash with the same `mark`, and must then find that it is done
    already. They check their preconditions themselves, right before they act. Every method may raise
    `StoreUnavailable`; none may leave half an effect.
    """

    @property
    def kind(self) -> str:
        """The name runbooks use, e.g. "release.rollback"."""
        ...

    @property
    def risk(self) -> Risk:
        """Declared here, never by a caller."""
        ...

    @property
    def reversible(self) -> bool:
        """Whether `undo` can put things back."""
        ...

    def plan(self, incident: Incident, hypothesis: Hypothesis, at: datetime) -> Plan | Unplannable:
        """Return the concrete plan against a hypothesis; reads only."""
        ...

    def share(self, parameters: Mapping[str, str], at: datetime) -> float | None:
        """Return the share of all tasks the plan touches now, in [0, 1]; None when it cannot be measured."""
        ...

    def obstacle(self, parameters: Mapping[str, str]) -> str | None:
        """Return which precondition does not hold, or None when all do; reads only."""
        ...

    def execute(self, parameters: Mapping[str, str], mark: str) -> Effect | Refusal:
        """Do it, once. `mark` identifies the action; whatever is written carries it."""
        ...

    def undo(self, parameters: Mapping[str, str], mark: str) -> Effect | Refusal:
        """Take back what `execute` did under the same mark, unless somebody changed it since."""
        ...

    def exposure(self, parameters: Mapping[str, str]) -> Exposure:
        """Return how tasks show that the action has not reached them."""
        ...
