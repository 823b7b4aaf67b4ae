"""What the budgets are, and how a file is measured against them.

Files and functions stay small enough to be held in the head; lint and type rules stay on unless a reason is written
beside the exception. An exception list may only shrink: `verdict` also refuses an exception that is no longer needed.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping

MODULE_LINES = 400
TEST_MODULE_LINES = 600
COMPONENT_LINES = 250
FUNCTION_LINES = 60
IGNORES_PER_KLOC = 3.0

EXCEPTIONS: Mapping[str, int] = {}
"""What is over a budget today, "path" or "path::function" to its lines. Add nothing here: split the file instead."""

_IGNORE = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b", re.IGNORECASE)
_REASONED = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|type:\s*ignore\[[a-z0-9-]+(?:,\s*[a-z0-9-]+)*\])"
    r"\s*(?:-|#|--)\s*\S.{5,}"
)
_WHOLE_FILE = re.compile(r"#\s*(?:ruff:\s*noqa|mypy:\s*ignore-errors|flake8:\s*noqa)")


def function_lengths(source: str) -> Iterator[tuple[str, int]]:
    """Yield each function's dotted name and its lines, signature and docstring included, decorators not."""
    yield from _lengths_in(ast.parse(source), "")


def _lengths_in(node: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _lengths_in(child, prefix)
            continue
        name = f"{prefix}{child.name}"
        if not isinstance(child, ast.ClassDef):
            yield name, (child.end_lineno or child.lineno) - child.lineno + 1
        yield from _lengths_in(child, f"{name}.")


def ignores(source: str) -> list[tuple[int, str]]:
    """Return the line number and text of each comment that turns a lint or type rule off."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        (token.start[0], token.string)
        for token in tokens
        if token.type == tokenize.COMMENT and (_IGNORE.search(token.string) or _WHOLE_FILE.search(token.string))
    ]


def has_code_and_reason(comment: str) -> bool:
    """Tell whether a comment names the rule it turns off for its line, and says why."""
    return bool(_REASONED.search(comment)) and not _WHOLE_FILE.search(comment)


def verdict(measured: Mapping[str, int], budget: int, exceptions: Mapping[str, int]) -> list[str]:
    """Return one complaint per breach of the budget and per exception that is no longer needed.

    An excepted item must measure exactly what its exception says: more is a breach, less must be written down, so
    that the list only ever shrinks.
    """
    complaints = []
    for name, lines in measured.items():
        allowed = exceptions.get(name)
        if allowed is None and lines > budget:
            complaints.append(f"{name}: {lines} lines, the budget is {budget}")
        elif allowed is not None and lines > allowed:
            complaints.append(f"{name}: {lines} lines, its exception allows {allowed}")
        elif allowed is not None and lines <= budget:
            complaints.append(f"{name}: {lines} lines is within the budget; delete its exception")
        elif allowed is not None and lines < allowed:
            complaints.append(f"{name}: {lines} lines; lower its exception from {allowed}")
    return complaints
