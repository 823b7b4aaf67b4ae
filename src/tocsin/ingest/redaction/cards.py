"""Payment card numbers inside a run of digits: by issuer, length and check digit (ISO/IEC 7812-1, Annex B)."""

from collections.abc import Iterator

_ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (400000, 499999, frozenset({13, 16, 19})),  # Visa
    (510000, 559999, frozenset({16})),  # Mastercard
    (222100, 272099, frozenset({16})),  # Mastercard
    (340000, 349999, frozenset({15})),  # American Express
    (370000, 379999, frozenset({15})),  # American Express
    (601100, 601199, frozenset({16, 19})),  # Discover
    (644000, 659999, frozenset({16, 19})),  # Discover
    (300000, 305999, frozenset({14})),  # Diners Club
    (360000, 369999, frozenset({14})),  # Diners Club
    (380000, 399999, frozenset({14})),  # Diners Club
    (352800, 358999, frozenset({16, 19})),  # JCB
    (620000, 629999, frozenset({16, 17, 18, 19})),  # UnionPay
    (500000, 509999, frozenset({16, 17, 18, 19})),  # Maestro
    (560000, 599999, frozenset({16, 17, 18, 19})),  # Maestro
)
"""First six digits (from, to) and lengths of the card networks; most random numbers fall outside."""
_PREFIX_DIGITS = 6
_LENGTHS = (19, 18, 17, 16, 15, 14, 13)
_BASE = 10
_NINE = 9


def card_spans(run: str) -> Iterator[tuple[int, int]]:
    """Yield where card numbers stand in a run of digits with single separators; they begin and end with a group."""
    places = [index for index, character in enumerate(run) if character.isdigit()]
    starts = [n for n, place in enumerate(places) if n == 0 or place - places[n - 1] > 1]
    ends = {n for n, place in enumerate(places) if n + 1 == len(places) or places[n + 1] - place > 1}
    taken = 0
    for first in starts:
        for length in _LENGTHS:
            last = first + length - 1
            if first < taken or last not in ends:
                continue
            if is_card("".join(run[place] for place in places[first : last + 1])):
                taken = last + 1
                yield places[first], places[last] + 1
                break


def is_card(digits: str) -> bool:
    """Return whether these digits are a card number of a known network with a right check digit."""
    prefix = int(digits[:_PREFIX_DIGITS])
    known = any(low <= prefix <= high and len(digits) in lengths for low, high, lengths in _ISSUERS)
    return known and luhn_remainder(digits) == 0


def luhn_remainder(digits: str) -> int:
    """Return the Luhn sum modulo 10; 0 for a right number (ISO/IEC 7812-1, Annex B)."""
    total = 0
    for index, character in enumerate(reversed(digits)):
        value = int(character) * (1 + index % 2)
        total += value - _NINE * (value > _NINE)
    return total % _BASE
