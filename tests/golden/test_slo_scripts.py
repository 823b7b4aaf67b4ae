"""Every script in tests/golden/slo is one claim about what an SLO says when."""

from pathlib import Path

import pytest

from tests.golden.slo_script import ScriptError, run

SCRIPTS = sorted((Path(__file__).parent / "slo").glob("*.txt"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_slo_script_holds(script: Path) -> None:
    run(script.read_text(encoding="utf-8"))


def test_a_script_can_fail() -> None:
    with pytest.raises(AssertionError, match="line 3: expect quiet"):
        run("slo 99% over 30d\nload 2h every 1m: 0 good, 1 bad\nexpect quiet")


@pytest.mark.parametrize("line", ["expect calm", "load 5m: 1 good", "slo 99 over 30d"])
def test_a_misspelt_statement_is_refused(line: str) -> None:
    with pytest.raises(ScriptError, match="line 2"):
        run(f"# a comment\n{line}")


def test_a_script_without_an_expectation_is_refused() -> None:
    with pytest.raises(ScriptError, match="proves nothing"):
        run("slo 99% over 30d\nload 5m every 1m: 1 good")
