"""What a redaction rule is: what it looks for, where, and what becomes of what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class RedactionAction(StrEnum):
    """What becomes of what a rule finds."""

    MASK = "mask"
    HASH = "hash"
    DROP = "drop"


class Place(StrEnum):
    """Where a rule looks.

    `attributes`: of resources, scopes, spans, links, log records and metric points, with names and status messages of
    spans. `events`: attributes of span events. `bodies`: bodies of log records. `messages`: only attributes that hold
    what people and models said (`content.py`), wherever they stand, and bodies of log records.
    """

    ATTRIBUTES = "attributes"
    EVENTS = "events"
    BODIES = "bodies"
    MESSAGES = "messages"


class Detector(StrEnum):
    """What is known without a pattern of the user's; `detectors.py` says how each is told."""

    EMAIL = "email"
    CARD = "card"
    PHONE = "phone"
    IBAN = "iban"
    IP = "ip"
    SECRET = "secret"  # noqa: S105 - the name of a detector


@dataclass(frozen=True, slots=True)
class RedactionRule:
    """One rule; it looks for a detector's finds, a pattern, or attribute keys, and for one of them only.

    Attributes:
        name: How its finds are masked and counted.
        pattern: In RE2's syntax, which matches in linear time whatever it says.
        keys: Attribute names; `*` stands for any run of characters. The whole value is redacted.
        regions: Countries (ISO 3166) whose national phone numbers count too; international ones always do.
    """

    name: str
    action: RedactionAction
    detector: Detector | None = None
    pattern: str = ""
    keys: Sequence[str] = ()
    places: frozenset[Place] = frozenset({Place.ATTRIBUTES, Place.EVENTS, Place.BODIES})
    regions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RedactionPolicy:
    """All rules in force.

    Attributes:
        finds_secrets: Whether built-in detectors of secrets mask what they find, everywhere.
        keeps_messages: False drops the attributes that hold what people and models said, and bodies of log records.
    """

    rules: Sequence[RedactionRule] = field(default=())
    finds_secrets: bool = True
    keeps_messages: bool = True

    @property
    def does_nothing(self) -> bool:
        """Whether everything is stored as it came."""
        return not self.rules and not self.finds_secrets and self.keeps_messages


def joined(policies: Sequence[RedactionPolicy]) -> RedactionPolicy:
    """Return what several documents ask for together: every rule; secrets are found unless one says otherwise."""
    return RedactionPolicy(
        rules=tuple(rule for policy in policies for rule in policy.rules),
        finds_secrets=all(policy.finds_secrets for policy in policies),
        keeps_messages=all(policy.keeps_messages for policy in policies),
    )
