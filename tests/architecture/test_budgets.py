"""Files, functions and switched-off rules stay within their budgets; the measuring itself is tested on planted text."""

from pathlib import Path

from tests.architecture import budgets
from tests.architecture.repository import ROOT, files_under, name_of

CODE_FOLDERS = ("src", "tests", "bench", "examples")


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _module_lines(*folders: str) -> dict[str, int]:
    return {name_of(path): _lines(path) for path in files_under(*folders, suffix=".py")}


def test_every_module_is_within_its_line_budget() -> None:
    assert budgets.verdict(_module_lines("src", "bench", "examples"), budgets.MODULE_LINES, budgets.EXCEPTIONS) == []


def test_every_test_module_is_within_its_line_budget() -> None:
    assert budgets.verdict(_module_lines("tests"), budgets.TEST_MODULE_LINES, budgets.EXCEPTIONS) == []


def test_every_react_component_is_within_its_line_budget() -> None:
    components = {name_of(path): _lines(path) for path in files_under("ui/src", suffix=".tsx")}
    assert budgets.verdict(components, budgets.COMPONENT_LINES, budgets.EXCEPTIONS) == []


def test_every_function_is_within_its_line_budget() -> None:
    measured = {
        f"{name_of(path)}::{function}": lines
        for path in files_under(*CODE_FOLDERS, suffix=".py")
        for function, lines in budgets.function_lengths(path.read_text(encoding="utf-8"))
    }
    assert budgets.verdict(measured, budgets.FUNCTION_LINES, budgets.EXCEPTIONS) == []


def test_every_exception_names_something_that_exists() -> None:
    missing = [name for name in budgets.EXCEPTIONS if not (ROOT / name.split("::")[0]).is_file()]
    assert missing == []


def test_every_switched_off_rule_names_its_code_and_its_reason() -> None:
    bare = [
        f"{name_of(path)}:{line}: {comment}"
        for path in files_under(*CODE_FOLDERS, suffix=".py")
        for line, comment in budgets.ignores(path.read_text(encoding="utf-8"))
        if not budgets.has_code_and_reason(comment)
    ]
    assert bare == []


def test_switched_off_rules_are_rare() -> None:
    sources = [path.read_text(encoding="utf-8") for path in files_under("src", suffix=".py")]
    lines = sum(len(source.splitlines()) for source in sources)
    count = sum(len(budgets.ignores(source)) for source in sources)
    assert count / lines * 1_000 <= budgets.IGNORES_PER_KLOC, f"{count} switched-off rules in {lines} lines of src"


def test_a_nested_function_is_measured_by_itself_and_within_its_parent() -> None:
    source = "class Shelf:\n    def outer(self):\n        def inner():\n            return 1\n        return inner\n"
    assert list(budgets.function_lengths(source)) == [("Shelf.outer", 4), ("Shelf.outer.inner", 2)]


def test_a_file_over_budget_is_refused_unless_excepted() -> None:
    assert budgets.verdict({"big.py": 401}, 400, {}) == ["big.py: 401 lines, the budget is 400"]
    assert budgets.verdict({"big.py": 401}, 400, {"big.py": 401}) == []


def test_an_exception_may_only_shrink() -> None:
    assert len(budgets.verdict({"big.py": 450}, 400, {"big.py": 449})) == 1
    assert len(budgets.verdict({"big.py": 450}, 400, {"big.py": 451})) == 1
    assert len(budgets.verdict({"big.py": 400}, 400, {"big.py": 450})) == 1


def test_a_rule_switched_off_without_code_or_reason_is_found() -> None:
    # Written in two halves, so that these lines do not switch anything off themselves.
    off = "# no" + "qa"
    untyped = "# type: " + "ignore"
    assert budgets.has_code_and_reason(f"{off}: FBT001 - a switch is its one boolean")
    assert budgets.has_code_and_reason(f"{untyped}[no-untyped-call]  # the driver ships no types")
    assert not budgets.has_code_and_reason(off)
    assert not budgets.has_code_and_reason(f"{off}: FBT001")
    assert not budgets.has_code_and_reason(f"{untyped}[no-untyped-call]")
    assert not budgets.has_code_and_reason("# ruff: " + "noqa: S101 - because it is a whole file")
    assert budgets.ignores(f'text = "{off}"\nx = 1  {off}\n') == [(2, off)]
