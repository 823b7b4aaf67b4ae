"""The product judges its own tasks by its answer check and by what users do."""

import random
from collections import Counter

from opentelemetry.trace import INVALID_SPAN

from tocsin.drill.product.knowledge import Passage
from tocsin.drill.product.verdict import is_supported, judge

PASSAGE = Passage("express", "Express arrives the next working day when ordered before 15:00, for 7.90 EUR.", 1.0)


def test_answer_with_the_passages_figures_is_supported() -> None:
    assert is_supported("Order before 15:00 and pay 7.90 EUR. [express]", [PASSAGE])


def test_answer_with_another_figure_is_not_supported() -> None:
    assert not is_supported("Order before 18:00 and pay 7.90 EUR.", [PASSAGE])


def test_figures_in_a_citation_do_not_count() -> None:
    assert is_supported("Order before 15:00. [express-2]", [PASSAGE])


def _outcomes(*, holds: bool, users: int = 4000) -> Counter[str]:
    rng = random.Random(7)
    return Counter(judge(INVALID_SPAN, holds=holds, rng=rng) for _ in range(users))


def test_sound_answers_fail_for_few_users() -> None:
    outcomes = _outcomes(holds=True)

    assert 0 < outcomes["failure"] / outcomes.total() < 0.01


def test_unsound_answers_fail_for_everyone_who_stayed() -> None:
    outcomes = _outcomes(holds=False)

    assert outcomes["success"] == 0
    assert outcomes["abandoned"] / outcomes.total() < 0.02
