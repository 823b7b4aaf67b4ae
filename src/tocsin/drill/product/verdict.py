"""The product's own judgement of a task: an answer check in the application, and what the user did next."""

import random
import re
from collections.abc import Sequence

from opentelemetry.trace import Span

from tocsin.drill.product.knowledge import Passage
from tocsin.sdk import OutcomeValue, outcome_attributes

_FIGURE = re.compile(r"\d+(?:[.:]\d+)?")
_CITATION = re.compile(r"\[[\w-]+]")
_LEAVES_SHARE = 0.01
"""Share of users who close the window before the answer is there."""
_GRUMBLES_SHARE = 0.003
"""Share of users who vote a sound answer down anyway."""
_NOTICES_SHARE = 0.55
"""Share of users who vote down, or ask again, after an answer that does not hold."""


def is_supported(answer: str, passages: Sequence[Passage]) -> bool:
    """Return whether every figure of the answer (price, period, hour) stands in a passage it was given."""
    known = {figure for passage in passages for figure in _FIGURE.findall(passage.text)}
    return set(_FIGURE.findall(_CITATION.sub("", answer))) <= known


def judge(span: Span, *, holds: bool, rng: random.Random) -> OutcomeValue:
    """Decide the outcome of a task and record it on its root span, with what it rests on.

    Args:
        span: The task's root.
        holds: Whether the application's own check passed.
        rng: Decides what this user does.
    """
    feedback = _feedback(rng, holds=holds)
    outcome: OutcomeValue = "success"
    if feedback == "left":
        outcome = "abandoned"
    elif not holds or feedback != "none":
        outcome = "failure"
    span.set_attributes(
        {
            "support.answer_check": "passed" if holds else "failed",
            "support.feedback": feedback,
            **outcome_attributes(outcome),
        }
    )
    return outcome


def _feedback(rng: random.Random, *, holds: bool) -> str:
    if rng.random() < _LEAVES_SHARE:
        return "left"
    if rng.random() < (_GRUMBLES_SHARE if holds else _NOTICES_SHARE):
        return rng.choice(["thumbs_down", "asked_again"])
    return "none"
