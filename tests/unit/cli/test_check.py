"""`tocsin check`, which needs no server."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from tests.unit.app.texts import JOURNEYS, RUNBOOK, SLO
from tocsin.cli import main

EXAMPLES = Path(__file__).parents[3] / "examples"


def _check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_good_documents_are_fine() -> None:
    result = _check(str(EXAMPLES))
    assert (result.exit_code, "documents are fine" in result.stdout) == (0, True)


def test_every_problem_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"{RUNBOOK.replace('owner', 'ownr')}---\n{JOURNEYS}")
    (tmp_path / "b.yaml").write_text(SLO.replace("kind: SLO", "kind: Slo"))
    result = _check(str(tmp_path))
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{tmp_path / 'a.yaml'}:1: Runbook roll-back: ")
    assert second.startswith(f"{tmp_path / 'b.yaml'}:1: Slo answers: ")


def test_problems_are_json_for_scripts(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(RUNBOOK.replace("owner", "ownr"))
    result = _check(str(tmp_path), "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["place"], problem["document"]) == (f"{tmp_path / 'a.yaml'}:1", "Runbook roll-back")


def test_a_folder_without_documents_fails(tmp_path: Path) -> None:
    result = _check(str(tmp_path))
    assert (result.exit_code, "holds no" in result.stderr) == (1, True)


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert _check(str(tmp_path / "no-such")).exit_code == 2
