"""`tocsin mapping test`: a span from a file or standard input, shown column by column."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.unit.cli.conftest import Run
from tocsin.cli import main

RULES = """
apiVersion: tocsin/v1
kind: Mapping
metadata: {name: own}
spec:
  rules:
    - {column: requestModel, from: [my.model]}
"""


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Return a file of rules."""
    file = tmp_path / "own.yaml"
    file.write_text(RULES)
    return str(file)


def test_a_span_from_standard_input_is_shown_column_by_column(run: Run, rules: str) -> None:
    shown = run("mapping", "test", rules, input='{"my.model": "north"}')
    assert shown.exit_code == 0, shown.output
    assert "computed" in shown.output
    assert "Read by no column: my.model" in shown.output


def test_scripts_get_what_the_api_says(run: Run, rules: str, tmp_path: Path) -> None:
    span = tmp_path / "span.json"
    span.write_text('{"b": 1, "a": 2}')
    shown = run("mapping", "test", rules, "--span", str(span), "--json")
    assert json.loads(shown.output)["unread"] == ["a", "b"]


def test_what_is_no_json_is_refused_by_its_name(rules: str) -> None:
    shown = CliRunner().invoke(main, ["mapping", "test", rules], input="model: north")
    assert shown.exit_code == 1
    assert "'<stdin>' is no JSON" in shown.output
