"""The staged documents are those of the repository, and the one that goes wrong drops the one instruction."""

import pytest

from tests.unit.drill.product.prompts import EXAMPLES, PROMPT_V1
from tocsin.drill.demo.failure import DemoFailed
from tocsin.drill.demo.scenario import BadRelease, Examples


def test_bad_release_differs_from_the_prompt_in_force() -> None:
    release = BadRelease.read(Examples(EXAMPLES).bad_release)

    assert "passages" in PROMPT_V1
    assert "passages" not in release.content


def test_missing_examples_are_told_with_the_way_out() -> None:
    with pytest.raises(DemoFailed, match="--examples"):
        _ = Examples(EXAMPLES / "nowhere").configuration
