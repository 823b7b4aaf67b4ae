"""A policy made ready to run: rules by what they look at, and cheap questions that say where none of them can find.

Most requests hold nothing to redact. One pass over a request's bytes with all anchors at once tells that, and only
what an anchor matched is looked at closer: first the item's bytes, then its values.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tocsin.ingest.redaction.content import CONTENT_KEYS
from tocsin.ingest.redaction.detectors import Search, searches_of, secret_searches
from tocsin.ingest.redaction.keys import literal_of, matcher
from tocsin.ingest.redaction.patterns import PatternSet
from tocsin.ingest.redaction.rules import Detector, Place, RedactionAction, RedactionPolicy, RedactionRule

MESSAGES = "messages"
"""What dropped message bodies are counted as."""
_FEW_LITERALS = 8
"""Up to so many names are looked for in a request's bytes before its attributes are walked; more cost more."""
_EVERYWHERE = frozenset({Place.ATTRIBUTES, Place.EVENTS, Place.BODIES})


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Redacts whole values by the names of their attributes."""

    label: str
    action: RedactionAction
    places: frozenset[Place]
    matches: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class TextRule:
    """Redacts what a search finds inside values."""

    search: Search
    action: RedactionAction
    places: frozenset[Place]


class Plan:
    """The rules of one policy.

    Attributes:
        key_rules: In order; the first that matches decides.
        text_rules: In order; each sees what those before it left.
        is_content: Tells the names of attributes that hold what people and models said.
    """

    def __init__(self, policy: RedactionPolicy) -> None:
        self.keeps_messages = policy.keeps_messages
        self.is_content = matcher(CONTENT_KEYS)
        self.key_rules = tuple(_key_rules(policy, self.is_content))
        self.text_rules = tuple(_text_rules(policy))
        self._key_literals = _literals(policy)
        self._always = frozenset(n for n, rule in enumerate(self.text_rules) if not rule.search.anchor)
        self._anchored = [n for n, rule in enumerate(self.text_rules) if rule.search.anchor]
        self._anchors = PatternSet([self.text_rules[n].search.anchor for n in self._anchored])
        self._patterns = PatternSet([rule.search.pattern for rule in self.text_rules])

    def looks_at_names(self, body: bytes) -> bool:
        """Return whether an attribute that a key rule means may be in these bytes."""
        if not self.key_rules:
            return False
        return self._key_literals is None or any(literal in body for literal in self._key_literals)

    def may_find(self, body: bytes) -> frozenset[int]:
        """Return the numbers of text rules that may find something in these bytes."""
        if not self._anchored:
            return self._always
        return self._always.union(self._anchored[n] for n in self._anchors.matching(body))

    def may_find_in(self, text: str, among: frozenset[int]) -> Sequence[int]:
        """Return the numbers of text rules that may find something in a value, in order."""
        return sorted(among & self._patterns.matching(text))


def _key_rules(policy: RedactionPolicy, is_content: Callable[[str], bool]) -> Iterator[KeyRule]:
    if not policy.keeps_messages:
        yield KeyRule(MESSAGES, RedactionAction.DROP, _EVERYWHERE, is_content)
    for rule in policy.rules:
        if rule.keys:
            yield KeyRule(rule.name, rule.action, rule.places, matcher(rule.keys))


def _text_rules(policy: RedactionPolicy) -> Iterator[TextRule]:
    # Secrets first: a password in a URL must be gone before the rest of it passes for an e-mail address.
    secrets = RedactionRule("secrets", RedactionAction.MASK, Detector.SECRET)
    if policy.finds_secrets:
        yield from (TextRule(search, secrets.action, secrets.places) for search in secret_searches())
    for rule in policy.rules:
        if not rule.keys:
            yield from (TextRule(search, rule.action, rule.places) for search in searches_of(rule))


def _literals(policy: RedactionPolicy) -> Sequence[bytes] | None:
    """Return texts of which one stands in every request that a key rule changes; None when asking costs too much."""
    literals = [literal_of(key).encode() for rule in policy.rules for key in rule.keys]
    if not policy.keeps_messages or len(literals) > _FEW_LITERALS or not all(literals):
        return None
    return literals
