"""A line of the audit log: what was done, by whom, chained by hash to every line before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS_HASH = "0" * 64
"""The `previous_hash` of the first entry."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry.

    Attributes:
        sequence: 1, 2, 3, ... without gaps.
        previous_hash: `hash` of the entry before; 64 zeros for the first.
        hash: SHA-256 over the canonical JSON of every other field.
    """

    sequence: int
    at: datetime
    actor: str
    event: str
    subject: str
    details: Mapping[str, str]
    previous_hash: str
    hash: str

    @property
    def expected_hash(self) -> str:
        """What `hash` must be, by the other fields; see `audit_hash`."""
        return audit_hash(
            sequence=self.sequence,
            at=self.at,
            actor=self.actor,
            event=self.event,
            subject=self.subject,
            details=self.details,
            previous_hash=self.previous_hash,
        )


def audit_hash(
    *, sequence: int, at: datetime, actor: str, event: str, subject: str, details: Mapping[str, str], previous_hash: str
) -> str:
    """Return the hash of an entry with these fields, 64 lower-case hexadecimal digits.

    Canonical JSON here: keys sorted, no white space, non-ASCII characters as they are, UTF-8, `at` in UTC with six
    fractional digits and "+00:00". docs/audit.md has it in words, for who verifies without Tocsin.
    """
    fields = {
        "sequence": sequence,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "event": event,
        "subject": subject,
        "details": dict(details),
        "previous_hash": previous_hash,
    }
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
