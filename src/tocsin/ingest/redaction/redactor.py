"""Takes out of a request what the rules say, before anything of it is written anywhere.

A step of admission: it changes the decoded request in place and notes how many values each rule redacted.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tocsin.ingest.admission import Draft
from tocsin.ingest.redaction.keys import MOST_REMEMBERED
from tocsin.ingest.redaction.plan import MESSAGES, KeyRule, Plan, TextRule
from tocsin.ingest.redaction.rules import Place, RedactionAction, RedactionPolicy
from tocsin.ingest.signals import source_of
from tocsin.model import Disposition, Signal

_HASH_DIGITS = 16
"""64 bits: two values of a fleet collide once in four thousand million, and nobody can go back."""
_GEN_AI_EVENT = "gen_ai."

Finds: TypeAlias = Counter[str]
"""Redacted values by the name of the rule, or the kind of secret."""


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A text after redaction.

    Attributes:
        text: None when a rule drops the whole value.
        finds: How much each rule, or kind of secret, redacted.
    """

    text: str | None
    finds: Mapping[str, int]


class Redactor:
    """Applies one policy; safe to use from any thread.

    Args:
        policy: What to redact.
        key: Of the keyed hash, by which equal values stay equal; without one, `hash` masks.
    """

    def __init__(self, policy: RedactionPolicy, key: bytes | None = None) -> None:
        self._plan = Plan(policy)
        self._does_nothing = policy.does_nothing
        self._key = key
        self._remembered: dict[str, tuple[Sequence[KeyRule], bool]] = {}

    def __call__(self, draft: Draft) -> None:
        """Redact a decoded request and note what was done."""
        if self._does_nothing:
            return
        active = self._plan.may_find(draft.body)
        names = self._plan.looks_at_names(draft.body)
        if not active and not names:
            return
        for resource in draft.otlp.resources(draft.message):
            finds: Finds = Counter()
            _Walk(self, draft, active, finds, names=names).resource(resource)
            for label, count in finds.items():
                draft.note(Disposition.REDACTED, source_of(resource), label, count)

    def text(self, text: str, place: Place = Place.ATTRIBUTES, *, is_content: bool = True) -> RedactedText:
        """Redact one text as a value is redacted that stands at a place; for trying rules out."""
        finds: Finds = Counter()
        every = frozenset(range(len(self._plan.text_rules)))
        kept = self.redacted(text, _places(place, is_content=is_content), every, finds)
        return RedactedText(kept, finds)

    def redacted(self, text: str, places: frozenset[Place], active: frozenset[int], finds: Finds) -> str | None:
        """Return a text without what the active rules find in it; None when one of them drops it."""
        for number in self._plan.may_find_in(text, active):
            rule = self._plan.text_rules[number]
            if rule.places.isdisjoint(places):
                continue
            spans = list(rule.search.find(text))
            if not spans:
                continue
            finds[rule.search.label] += len(spans)
            if rule.action is RedactionAction.DROP:
                return None
            text = self._replaced(text, spans, rule)
        return text

    def replacement(self, label: str, action: RedactionAction, value: bytes) -> str:
        """Return what stands for a redacted value."""
        if action is RedactionAction.HASH and self._key is not None:
            digest = hmac.new(self._key, value, hashlib.sha256).hexdigest()
            return f"[{label}:{digest[:_HASH_DIGITS]}]"
        return f"[redacted:{label}]"

    def named(self, key: str) -> tuple[Sequence[KeyRule], bool]:
        """Return the key rules that mean an attribute, and whether it holds what people and models said."""
        verdict = self._remembered.get(key)
        if verdict is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered = {}
            plan = self._plan
            verdict = (tuple(rule for rule in plan.key_rules if rule.matches(key)), plan.is_content(key))
            self._remembered[key] = verdict
        return verdict

    def may_find(self, body: bytes) -> frozenset[int]:
        """Return the numbers of text rules that may find something in these bytes."""
        return self._plan.may_find(body)

    @property
    def keeps_messages(self) -> bool:
        """Whether bodies of messages are stored at all."""
        return self._plan.keeps_messages

    def _replaced(self, text: str, spans: Sequence[tuple[int, int]], rule: TextRule) -> str:
        parts, done = [], 0
        for start, end in spans:
            parts += [text[done:start], self.replacement(rule.search.label, rule.action, text[start:end].encode())]
            done = end
        return "".join([*parts, text[done:]])


class _Walk:
    """One pass over the values of one resource's items."""

    def __init__(self, redactor: Redactor, draft: Draft, active: frozenset[int], finds: Finds, *, names: bool) -> None:
        self._redactor = redactor
        self._otlp = draft.otlp
        self._active = active
        self._names = names
        self._finds = finds

    def resource(self, resource: Any) -> None:
        """Redact everything of a resource."""
        whole = self._active
        self._pairs(resource.resource.attributes, Place.ATTRIBUTES)
        for scope in self._otlp.scopes(resource):
            self._pairs(scope.scope.attributes, Place.ATTRIBUTES)
            for batch in self._otlp.batches(scope):
                for item in batch.items:
                    # Few items hold what made their request worth a look.
                    self._active = self._redactor.may_find(item.SerializeToString()) if whole else whole
                    if self._active or self._names:
                        self._item(item)
                    self._active = whole

    def _item(self, item: Any) -> None:
        for place, pairs in _lists(self._otlp.signal, item, self._otlp.attributes(item)):
            self._pairs(pairs, place)
        if self._otlp.signal is Signal.TRACES and self._active:
            item.name = self._texts(item.name)
            if item.status.message:
                item.status.message = self._texts(item.status.message)
        for body in self._otlp.bodies(item):
            self._body(item, body)

    def _texts(self, text: str) -> str:
        kept = self._redactor.redacted(text, _places(Place.ATTRIBUTES, is_content=False), self._active, self._finds)
        return "" if kept is None else kept

    def _body(self, record: Any, body: Any) -> None:
        is_message = _event_name(record).startswith(_GEN_AI_EVENT)
        if is_message and not self._redactor.keeps_messages:
            self._finds[MESSAGES] += 1
            record.ClearField("body")
        elif not self._value(body, _places(Place.BODIES, is_content=is_message)):
            record.ClearField("body")

    def _pairs(self, pairs: Any, place: Place) -> None:
        """Redact a list of attributes in place."""
        dropped = [index for index, pair in enumerate(pairs) if not self._pair(pair, place)]
        for index in reversed(dropped):
            del pairs[index]

    def _pair(self, pair: Any, place: Place) -> bool:
        """Redact one attribute; return whether it stays."""
        rules, is_content = self._redactor.named(pair.key)
        places = _places(place, is_content=is_content)
        for rule in rules:
            if rule.places.isdisjoint(places):
                continue
            self._finds[rule.label] += 1
            if rule.action is RedactionAction.DROP:
                return False
            value = pair.value.string_value.encode() or pair.value.SerializeToString(deterministic=True)
            pair.value.string_value = self._redactor.replacement(rule.label, rule.action, value)
            return True
        return self._value(pair.value, places)

    def _value(self, value: Any, places: frozenset[Place]) -> bool:
        """Redact a value of any depth; return whether it stays."""
        kind = value.WhichOneof("value")
        if kind == "string_value" and self._active:
            return self._string(value, places)
        if kind == "array_value":
            dropped = [n for n, one in enumerate(value.array_value.values) if not self._value(one, places)]
            for index in reversed(dropped):
                del value.array_value.values[index]
        elif kind == "kvlist_value":
            # Names inside a value mean what they mean outside; what is content stays content however deep.
            dropped = [n for n, pair in enumerate(value.kvlist_value.values) if not self._nested(pair, places)]
            for index in reversed(dropped):
                del value.kvlist_value.values[index]
        elif kind == "bytes_value" and self._active:
            return self._bytes(value, places)
        return True

    def _nested(self, pair: Any, places: frozenset[Place]) -> bool:
        place = next(iter(places - {Place.MESSAGES}))
        if self._redactor.named(pair.key)[0]:
            return self._pair(pair, place)
        return self._value(pair.value, places)

    def _string(self, value: Any, places: frozenset[Place]) -> bool:
        text = value.string_value
        kept = self._redactor.redacted(text, places, self._active, self._finds)
        if kept is not None and kept is not text:
            value.string_value = kept
        return kept is not None

    def _bytes(self, value: Any, places: frozenset[Place]) -> bool:
        try:
            text = value.bytes_value.decode()
        except UnicodeDecodeError:
            return True
        kept = self._redactor.redacted(text, places, self._active, self._finds)
        if kept is not None and kept is not text:
            value.bytes_value = kept.encode()
        return kept is not None


def _lists(signal: Signal, item: Any, every: Iterator[Any]) -> Iterator[tuple[Place, Any]]:
    if signal is not Signal.TRACES:
        yield from ((Place.ATTRIBUTES, pairs) for pairs in every)
        return
    yield Place.ATTRIBUTES, item.attributes
    yield from ((Place.EVENTS, event.attributes) for event in item.events)
    yield from ((Place.ATTRIBUTES, link.attributes) for link in item.links)


def _places(place: Place, *, is_content: bool) -> frozenset[Place]:
    return _BOTH[place] if is_content else _ALONE[place]


_ALONE = {place: frozenset({place}) for place in Place}
_BOTH = {place: frozenset({place, Place.MESSAGES}) for place in Place}


def _event_name(record: Any) -> str:
    """Return the name of a log event; before OpenTelemetry 1.35 it was an attribute."""
    named: str = record.event_name
    return named or next((pair.value.string_value for pair in record.attributes if pair.key == "event.name"), "")
