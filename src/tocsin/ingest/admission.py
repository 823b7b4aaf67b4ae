"""Decides what of one OTLP request is stored, in steps: decode, refuse what can never be, what is set up, cut, encode.

The bytes that came are the bytes that are stored, unless a step took something out. Decoding here costs well under a
microsecond a span; attributes are looked at only in items larger than one attribute may be.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from tocsin.errors import InvalidInput
from tocsin.ingest.signals import METRICS, TRACES, OtlpSignal, Repeated, counted, source_of
from tocsin.model import Disposition
from tocsin.store.telemetry import OtlpRequest

CUT_ATTRIBUTE = "tocsin.cut"
"""Stands beside attributes that were cut, and names them: text that breaks off must not pass for all of it."""
CUT_BODY = "(body)"
"""What it names of a log record whose body was cut: no attribute is called so."""
_JSON_BEGINS = re.compile(rb'(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*[{\]])')
"""More than its bracket: a request in protobuf begins with a byte that is a line break, too, and then its length."""
_MOST_NAMES = 10
_LONGEST_NAME = 100
"""Of metrics named in one message to a client: enough to find the instrument, whatever it is called."""

Fate: TypeAlias = tuple[Disposition, str, str]
"""What became of an item, the source it came from, and why: the reason is one of a closed set."""


@dataclass(slots=True)
class Draft:
    """One decoded request on its way in; steps take out and cut, and note what they did.

    Attributes:
        message: The request itself; whoever changes it sets `is_changed`.
        body: The bytes it was decoded from, for cheap looks over all of it.
        noted: How many items, or values of items, had which fate.
        refused_names: Metrics that refused points belong to, by reason.
    """

    otlp: OtlpSignal
    message: Message
    body: bytes = b""
    is_changed: bool = False
    noted: Counter[Fate] = field(default_factory=Counter)
    refused_names: dict[str, list[str]] = field(default_factory=dict)

    def note(self, disposition: Disposition, source: str, reason: str = "", count: int = 1) -> None:
        """Count something that a step did; it changed the request."""
        self.noted[(disposition, source, reason)] += count
        self.is_changed = True

    def attributes(self, larger_than: int = -1) -> Iterator[tuple[str, Repeated]]:
        """Return every attribute list with its source: of resources, scopes, and items of more than so many bytes."""
        for resource in self.otlp.resources(self.message):
            source = source_of(resource)
            yield source, resource.resource.attributes
            for scope in self.otlp.scopes(resource):
                yield source, scope.scope.attributes
                for item in self._items(scope, larger_than):
                    for pairs in self.otlp.attributes(item):
                        yield source, pairs

    def bodies(self, larger_than: int = -1) -> Iterator[tuple[str, AnyValue, Repeated]]:
        """Return every value that stands in no attribute list, with its source and its item's attributes.

        These are the bodies of log records.
        """
        for resource in self.otlp.resources(self.message):
            for scope in self.otlp.scopes(resource):
                for item in self._items(scope, larger_than):
                    for body in self.otlp.bodies(item):
                        yield source_of(resource), body, next(self.otlp.attributes(item))

    def counted(self) -> Mapping[str, int]:
        """Return how many items are left, by source."""
        counts: Counter[str] = Counter()
        for resource in self.otlp.resources(self.message):
            batches = (batch for scope in self.otlp.scopes(resource) for batch in self.otlp.batches(scope))
            counts[source_of(resource)] += sum(len(batch.items) for batch in batches)
        return {source: count for source, count in counts.items() if count}

    def _items(self, scope: Any, larger_than: int) -> Iterator[Any]:
        for batch in self.otlp.batches(scope):
            yield from (item for item in batch.items if larger_than < 0 or item.ByteSize() > larger_than)


Step: TypeAlias = Callable[[Draft], None]
"""Changes a draft in place and notes what it did."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What of a request will be stored.

    Attributes:
        request: None when nothing is left to store.
        accepted: How many items it holds, by source.
        noted: What else became of items and values.
        message: For the client's partial success: what was refused or cut, and why; "" when nothing was.
    """

    otlp: OtlpSignal
    request: OtlpRequest | None
    accepted: Mapping[str, int]
    noted: Mapping[Fate, int]
    message: str

    @property
    def items(self) -> int:
        """How many spans, log records or data points will be stored."""
        return sum(self.accepted.values())

    @property
    def spans(self) -> int:
        """How many spans will be stored: 0 for another signal."""
        return self.items if self.otlp is TRACES else 0

    @property
    def rejected(self) -> Mapping[str, int]:
        """Refused items by reason."""
        return _by_reason(self.noted, Disposition.REJECTED)

    @property
    def truncated(self) -> int:
        """Values that were cut."""
        return sum(_by_reason(self.noted, Disposition.TRUNCATED).values())


def admit(body: bytes, max_attribute_bytes: int, otlp: OtlpSignal = TRACES, steps: Sequence[Step] = ()) -> Admitted:
    """Check the protobuf bytes of an OTLP request.

    Args:
        body: What the client sent.
        max_attribute_bytes: A longer value is cut there.
        otlp: Which signal it was sent as.
        steps: What else is done to it. They see only items that can be stored, before anything is cut: a secret cut in
            half would not be known for one.

    Raises:
        InvalidInput: The bytes are no such request.
    """
    try:
        message = otlp.request.FromString(body)
    except DecodeError as error:
        hint = "; it begins like JSON: send it with content-type application/json" if _JSON_BEGINS.match(body) else ""
        raise InvalidInput(f"the body is no OTLP {otlp.noun} request: {error}{hint}") from error
    draft = Draft(otlp, message, body)
    if otlp is not TRACES:
        _leave_out_unknown(draft)
    _refuse_unacceptable(draft)
    for step in steps:
        step(draft)
    if draft.is_changed or len(body) > max_attribute_bytes:
        _cut_long_values(draft, max_attribute_bytes)
    accepted = draft.counted()
    if not accepted:
        return Admitted(otlp, None, accepted, draft.noted, _explained(draft))
    digest = int.from_bytes(hashlib.blake2b(body, digest_size=8).digest(), "little")
    stored = draft.message.SerializeToString() if draft.is_changed else body
    return Admitted(otlp, OtlpRequest(stored, digest), accepted, draft.noted, _explained(draft))


def known_part(request: OtlpRequest, otlp: OtlpSignal = TRACES) -> OtlpRequest | None:
    """Return a request without fields that this version does not know; None when it has none.

    A known field in a wire type that is not its own is unknown to protobuf's parser too, but no such thing to the
    engine's, which takes nothing of such a request, or takes its bytes for other fields. Looking for them costs more
    than decoding, so of spans, which are many, it is done only for what the engine refused.
    """
    message = otlp.request.FromString(request.body)
    message.DiscardUnknownFields()
    body = message.SerializeToString()
    return OtlpRequest(body, request.digest) if body != request.body else None


def _leave_out_unknown(draft: Draft) -> None:
    draft.message.DiscardUnknownFields()
    draft.is_changed = draft.message.ByteSize() != len(draft.body)


def _refuse_unacceptable(draft: Draft) -> None:
    for resource in draft.otlp.resources(draft.message):
        for scope in draft.otlp.scopes(resource):
            for batch in draft.otlp.batches(scope):
                reasons = [batch.refusal(item) for item in batch.items]
                if not any(reasons):
                    continue
                for reason, count in Counter(filter(None, reasons)).items():
                    draft.note(Disposition.REJECTED, source_of(resource), reason, count)
                    if batch.name:
                        draft.refused_names.setdefault(reason, []).append(batch.name)
                kept = [item for item, reason in zip(batch.items, reasons, strict=True) if not reason]
                del batch.items[:]
                batch.items.extend(kept)


def _cut_long_values(draft: Draft, limit: int) -> None:
    for source, pairs in draft.attributes(larger_than=limit):
        if cut := [pair.key for pair in pairs if _cut(pair.value, limit)]:
            draft.note(Disposition.TRUNCATED, source, count=len(cut))
            if draft.otlp is not METRICS:  # whose attributes tell series apart
                _say_cut(pairs, cut)
    for source, body, pairs in draft.bodies(larger_than=limit):
        if _cut(body, limit):
            draft.note(Disposition.TRUNCATED, source)
            _say_cut(pairs, [CUT_BODY])


def _say_cut(pairs: Repeated, names: Sequence[str]) -> None:
    """Name what was cut, after what is named already: by the sender, or of the same item."""
    said = next((pair for pair in pairs if pair.key == CUT_ATTRIBUTE), None) or pairs.add(key=CUT_ATTRIBUTE)
    said.value.array_value.values.extend(AnyValue(string_value=name) for name in names)


def _cut(value: AnyValue, limit: int) -> bool:
    if value.ByteSize() <= limit:
        return False
    if value.WhichOneof("value") == "string_value":
        value.string_value = value.string_value.encode()[:limit].decode(errors="ignore")
    elif value.WhichOneof("value") == "bytes_value":
        value.bytes_value = value.bytes_value[:limit]
    else:
        value.string_value = f"[dropped: {value.ByteSize()} bytes of nested values are over the limit of {limit}]"
    return True


def _by_reason(noted: Mapping[Fate, int], wanted: Disposition) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for (disposition, _, reason), count in noted.items():
        if disposition is wanted:
            counts[reason] += count
    return counts


def _explained(draft: Draft) -> str:
    words, rejected = draft.otlp.words, _by_reason(draft.noted, Disposition.REJECTED)
    parts = [f"{counted(n, words)} rejected: {why}{_named(draft, why)}" for why, n in sorted(rejected.items())]
    if truncated := sum(_by_reason(draft.noted, Disposition.TRUNCATED).values()):
        parts.append(f"{counted(truncated, 'values')} truncated")
    return "; ".join(parts)


def _named(draft: Draft, reason: str) -> str:
    names = sorted(set(draft.refused_names.get(reason, ())))
    shown = ", ".join(repr(name[:_LONGEST_NAME]) for name in names[:_MOST_NAMES])
    return f" (metric {shown}{', and more' if len(names) > _MOST_NAMES else ''})" if names else ""
