"""Whoever names a recipe, a page, a hook or CI, names one that the Makefile has and explains."""

import re
from pathlib import Path

from tests.architecture.repository import ROOT, name_of, repository_files

_TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)(.*)$", re.MULTILINE)
# In prose a recipe stands in backticks; in shell and YAML it is a command.
_MENTION = re.compile(r"(?:`|^\s*(?:entry: |- run: |\$ )?)make ([a-z][a-z-]*)", re.MULTILINE)


def _makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def _mentioning() -> list[Path]:
    scripts = {ROOT / ".ci" / "run", ROOT / ".pre-commit-config.yaml", ROOT / ".github" / "workflows" / "ci.yml"}
    return [path for path in repository_files() if path.suffix == ".md" or path in scripts]


def test_every_recipe_that_is_named_exists() -> None:
    targets = {name for name, _ in _TARGET.findall(_makefile())}
    unknown = [
        f"{name_of(path)}: make {target}"
        for path in _mentioning()
        for target in _MENTION.findall(path.read_text(encoding="utf-8"))
        if target not in targets
    ]
    assert unknown == []


def test_every_recipe_explains_itself() -> None:
    unexplained = [name for name, rest in _TARGET.findall(_makefile()) if "## " not in rest]
    assert unexplained == []


def test_ci_and_the_hooks_call_recipes_and_nothing_else() -> None:
    assert re.search(r"^make check$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert [entry for entry in re.findall(r"entry: (.+)", hooks) if not entry.startswith("make ")] == []
