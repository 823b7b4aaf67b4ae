"""Finds what can be told by its own form: e-mail addresses, cards, phones, IBANs, IP addresses, secrets, user patterns.

Patterns run in RE2, in linear time, because some come from users and the texts come from anywhere; what a pattern
cannot tell (checksums, numbering plans) is decided on its few finds.
"""

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import phonenumbers
import re2

from tocsin.ingest.redaction.cards import card_spans
from tocsin.ingest.redaction.ibans import iban_end, is_iban
from tocsin.ingest.redaction.patterns import compiled
from tocsin.ingest.redaction.rules import Detector, RedactionRule
from tocsin.ingest.redaction.secrets import SECRET_FORMS, SecretForm

Span: TypeAlias = tuple[int, int]
"""Start and end of a find in a text, in characters."""
Finder: TypeAlias = Callable[[str], Iterator[Span]]

_EMAIL = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})*\.[A-Za-z]{2,24}"
_CARD = r"[0-9](?:[ \-]?[0-9]){12,40}"
_IBAN = r"(?i)[A-Z]{2}[0-9]{2}(?:[ \-]?[A-Z0-9]){11,30}"
_INTERNATIONAL = r"(?:\+|\b00)[1-9](?:[ ().\-/]{0,3}[0-9]){6,14}"
_NATIONAL = r"\(?[0-9](?:[ ().\-/]{0,3}[0-9]){6,14}"
_IPV4 = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
_IPV6 = r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.[0-9]{1,3}){0,3}"
_ASSERTION = re2.compile(r"\\[bBAzZ]|\$|(?:^|[^\[])\^")
"""Anchors and boundaries of RE2's syntax; a literal one is taken for one too, which costs time and misses nothing."""
_FEWEST_HEX_OF_IPV6 = 3
"""Below it, "::1" and "a::b" in code and prose would count."""


@dataclass(frozen=True, slots=True)
class Search:
    """One thing to look for.

    Attributes:
        label: How a find is masked: the rule's name, or the kind of secret.
        anchor: Matches somewhere in the bytes of a request wherever `find` finds something; "" when none does for sure.
        pattern: Matches somewhere in a value wherever `find` finds something.
    """

    label: str
    anchor: str
    pattern: str
    find: Finder


def searches_of(rule: RedactionRule) -> Sequence[Search]:
    """Return what a rule with a detector or a pattern looks for; a secret is one of many forms."""
    match rule.detector:
        case Detector.EMAIL:
            return [Search(rule.name, _EMAIL, _EMAIL, _finder(_EMAIL))]
        case Detector.CARD:
            return [Search(rule.name, _CARD, _CARD, _cards())]
        case Detector.IBAN:
            return [Search(rule.name, _IBAN, _IBAN, _ibans())]
        case Detector.IP:
            either = f"{_IPV4}|{_IPV6}"
            return [Search(rule.name, either, either, _finder(either, _is_ip))]
        case Detector.PHONE:
            # The boundary in the pattern may fail before the length byte of a field, so the anchor goes without it.
            loose = _NATIONAL if rule.regions else _INTERNATIONAL.replace(r"\b", "")
            return [Search(rule.name, loose, loose, _phones(rule.regions))]
        case Detector.SECRET:
            return secret_searches()
        case None:
            anchor = rule.pattern if _stands_anywhere(rule.pattern) else ""
            return [Search(rule.name, anchor, rule.pattern, _finder(rule.pattern))]


def _stands_anywhere(pattern: str) -> bool:
    """Return whether a pattern asks nothing about where its match begins or ends, so that it matches in any bytes."""
    return _ASSERTION.search(pattern) is None


def secret_searches() -> Sequence[Search]:
    """Return one search for each kind of secret."""
    return [Search(kind, form.anchor, form.anchor, _secrets(form)) for kind, form in SECRET_FORMS.items()]


def _finder(pattern: str, confirm: Callable[[str, Span], bool] = lambda _text, _span: True) -> Finder:
    expression = compiled(pattern)

    def find(text: str) -> Iterator[Span]:
        for found in expression.finditer(text):
            span = found.span()
            if span[0] < span[1] and confirm(text, span):
                yield span

    return find


def _secrets(form: SecretForm) -> Finder:
    expression = compiled(form.pattern)
    group = min(expression.groups, 1)

    def find(text: str) -> Iterator[Span]:
        for found in expression.finditer(text):
            goes_on = form.is_word and found.start() > 0 and text[found.start() - 1].isalnum()
            if not goes_on and form.confirm(found.group(group)):
                yield found.span(group)

    return find


def _cards() -> Finder:
    runs = _finder(_CARD)

    def find(text: str) -> Iterator[Span]:
        for begin, end in runs(text):
            spans = ((begin + a, begin + b) for a, b in card_spans(text[begin:end]))
            yield from (span for span in spans if _stands_alone(text, *span))

    return find


def _ibans() -> Finder:
    starts = _finder(_IBAN)

    def find(text: str) -> Iterator[Span]:
        for start, _ in starts(text):
            end = iban_end(text, start)
            if end and _stands_alone(text, start, end) and is_iban(text[start:end]):
                yield start, end

    return find


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether it is no part of a longer word or number."""
    return not (start > 0 and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


def _is_ip(text: str, span: Span) -> bool:
    start, end = span
    found = text[start:end]
    joints = ".:" if ":" in found else "."  # what follows a colon after four numbers is a port
    follows = text[end : end + 1] in joints and text[end + 1 : end + 2].isdigit()
    goes_on = follows or (start > 0 and text[start - 1] in ".:")
    if goes_on or not _stands_alone(text, start, end):
        return False
    if ":" in found and sum(c not in ".:" for c in found) < _FEWEST_HEX_OF_IPV6:
        return False
    try:
        ipaddress.ip_address(found)
    except ValueError:
        return False
    return True


def _phones(regions: Sequence[str]) -> Finder:
    international, national = compiled(_INTERNATIONAL), compiled(_NATIONAL)

    def find(text: str) -> Iterator[Span]:
        taken = 0
        for found in (national if regions else international).finditer(text):
            start, end = found.span()
            if start >= taken and _stands_alone(text, start, end) and _is_phone(text[start:end], regions):
                taken = end
                yield start, end

    return find


def _is_phone(text: str, regions: Sequence[str]) -> bool:
    written = f"+{text[2:]}" if text.startswith("00") else text
    candidates: Sequence[str | None] = [None] if written.startswith("+") else list(regions)
    for region in candidates:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False
