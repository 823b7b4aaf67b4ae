"""Verifies the audit chain: whether every line is as it was written, in the order in which it was written.

Pure code over entries, wherever they come from, so that an exported file can be checked without a server. What a chain
alone cannot show is that lines are missing at its end, or that all of it was rewritten: for that, keep a hash elsewhere
(every postmortem names the last one) and pass it as `expected_last_hash`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tocsin.errors import InvalidInput
from tocsin.model import GENESIS_HASH, AuditEntry

_TEXTS = ("actor", "event", "subject", "previous_hash", "hash")


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What became of a chain.

    Attributes:
        intact: No break was found.
        entries: Entries that were verified, up to the break if there is one.
        last_sequence: Sequence of the last verified entry, 0 without any.
        last_hash: Its hash; 64 zeros without any.
        problem: The first break in words; empty when intact.
    """

    intact: bool
    entries: int
    last_sequence: int
    last_hash: str
    problem: str


def verify_chain(entries: Iterable[AuditEntry], *, expected_last_hash: str = "") -> ChainVerdict:
    """Return whether entries form an unbroken chain from the first entry on; stops at the first break.

    Args:
        entries: From sequence 1 on, in order.
        expected_last_hash: A hash noted earlier; the chain must contain it. Empty to skip that.
    """
    checked, last_sequence, last_hash = 0, 0, GENESIS_HASH
    found = expected_last_hash in {"", GENESIS_HASH}
    for entry in entries:
        problem = _break(entry, last_sequence, last_hash)
        if problem:
            return _verdict(checked, last_sequence, last_hash, problem)
        checked, last_sequence, last_hash = checked + 1, entry.sequence, entry.hash
        found = found or last_hash == expected_last_hash
    problem = "" if found else f"the noted hash {expected_last_hash!r} is nowhere in the chain: lines are missing"
    return _verdict(checked, last_sequence, last_hash, problem)


def _verdict(checked: int, last_sequence: int, last_hash: str, problem: str) -> ChainVerdict:
    return ChainVerdict(
        intact=not problem, entries=checked, last_sequence=last_sequence, last_hash=last_hash, problem=problem
    )


def _break(entry: AuditEntry, last_sequence: int, last_hash: str) -> str:
    if entry.sequence != last_sequence + 1:
        return f"entry {entry.sequence!r} follows entry {last_sequence!r}: a line was removed, added or moved"
    if entry.previous_hash != last_hash:
        return f"entry {entry.sequence!r} does not follow the entry before it: {entry.previous_hash!r} is not its hash"
    if entry.hash != entry.expected_hash:
        return f"entry {entry.sequence!r} was changed: its hash is not {entry.hash!r}"
    return ""


def entry_to_json(entry: AuditEntry) -> str:
    """Return an entry as one line of JSON without its line end, as the export writes it."""
    fields = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "event": entry.event,
        "subject": entry.subject,
        "details": dict(entry.details),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }
    return json.dumps(fields, ensure_ascii=False)


def entries_from_json_lines(lines: Iterable[str]) -> Iterator[AuditEntry]:
    """Yield the entries of an export, one per line; blank lines are skipped.

    Raises:
        InvalidInput: A line is not an audit entry; names its number.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _entry(json.loads(line))
            except (ValueError, KeyError, TypeError) as broken:
                raise InvalidInput(f"line {number} is not an audit entry: {broken!r}") from broken


def _entry(fields: object) -> AuditEntry:
    if not isinstance(fields, Mapping):
        raise TypeError(f"a JSON object is needed, got {fields!r}")
    unknown = set(fields) - {"sequence", "at", "details", *_TEXTS}
    if unknown:
        # Nothing may ride along unhashed in a file that verifies.
        raise ValueError(f"unknown keys {sorted(unknown)!r}")
    texts = {name: fields[name] for name in _TEXTS}
    details = fields["details"]
    if not isinstance(details, Mapping):
        raise TypeError(f"details must be an object, got {details!r}")
    if type(fields["sequence"]) is not int or not all(isinstance(v, str) for v in (*texts.values(), *details.values())):
        raise TypeError("sequence must be a whole number and every other value text")
    at = datetime.fromisoformat(fields["at"])
    if at.utcoffset() is None:
        raise ValueError(f"at needs a time zone, got {fields['at']!r}")
    return AuditEntry(sequence=fields["sequence"], at=at, details=dict(details), **texts)
