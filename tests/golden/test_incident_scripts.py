"""Every script in tests/golden/incident is one claim about what becomes of an incident."""

from pathlib import Path

import pytest

from tests.golden.incident_script import ScriptError, run

SCRIPTS = sorted((Path(__file__).parent / "incident").glob("*.txt"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_incident_script_holds(script: Path) -> None:
    run(script.read_text(encoding="utf-8"))


def test_a_script_can_fail() -> None:
    with pytest.raises(AssertionError, match="line 2: expect open sev2: found nothing"):
        run("slo answer 98%\nexpect open sev2")


@pytest.mark.parametrize("line", ["expect calm!", "load 5m: 1 good", "slo answer"])
def test_a_misspelt_statement_is_refused(line: str) -> None:
    with pytest.raises(ScriptError, match="line 2"):
        run(f"# a comment\n{line}")


def test_a_script_without_an_expectation_is_refused() -> None:
    with pytest.raises(ScriptError, match="proves nothing"):
        run("slo answer 98%")
