"""What a user can set, call or read is documented: settings, commands, endpoints, metrics, pages."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.architecture.repository import DOCS, ROOT, name_of, repository_files
from tocsin.api import METRICS, openapi_document
from tocsin.cli import main
from tocsin.settings import Settings

ENDPOINTS = {
    path: [method.upper() for method in operations] for path, operations in openapi_document()["paths"].items()
}
_SHELL_BLOCK = re.compile(r"^```(?:sh|console|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?tocsin ([^|>&;\n]+)", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _pages() -> list[Path]:
    return [path for path in repository_files() if path.suffix == ".md"]


def _commands(group: click.Group, path: str, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    """Yield each command that is no group, with the words a user types."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{path} {name} is listed and not there"
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}", click.Context(command, parent=context, info_name=name))
        else:
            yield f"{path} {name}", command


def _all_commands() -> list[tuple[str, click.Command]]:
    assert isinstance(main, click.Group)
    return list(_commands(main, "tocsin", click.Context(main, info_name="tocsin")))


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_documented(field: str) -> None:
    assert f"`TOCSIN_{field.upper()}`" in _page("settings.md")


@pytest.mark.parametrize("path", [path for path, _ in _all_commands()])
def test_every_command_is_documented(path: str) -> None:
    assert re.search(rf"`{re.escape(path)}[ `]", _page("cli.md")), f"docs/cli.md does not show `{path}`"


def test_every_option_is_documented() -> None:
    page = _page("cli.md")
    options = {
        (path, option)
        for path, command in _all_commands()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
        if option.startswith("--")
    }
    assert sorted((path, option) for path, option in options if option not in page) == []


def _shown_commands() -> Iterator[tuple[str, list[str]]]:
    """Yield each call of `tocsin` in a shell block of a page, with the page's name."""
    for page in _pages():
        for block in _SHELL_BLOCK.findall(page.read_text(encoding="utf-8").replace("\\\n", " ")):
            for call in _CALL.findall(block):
                yield name_of(page), shlex.split(call, comments=True)


def _complaint(words: list[str]) -> str:
    """Return what is wrong with a call, or nothing: which command and which options it names is all that is judged."""
    command: click.Command = main
    context = click.Context(main, info_name="tocsin")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        if found is None:
            return f"there is no command {words[0]!r}"
        command, words = found, words[1:]
    known = {option for parameter in command.get_params(context) for option in parameter.opts}
    unknown = [word.split("=")[0] for word in words if word.startswith("--") and word.split("=")[0] not in known]
    return f"{command.name} has no {', '.join(unknown)}" if unknown else ""


def test_every_call_that_a_page_shows_is_one_the_command_line_knows() -> None:
    wrong = [f"{page}: tocsin {' '.join(words)}: {_complaint(words)}" for page, words in _shown_commands()]
    assert [line for line in wrong if not line.endswith(": ")] == []


def test_a_call_with_an_unknown_option_would_be_found() -> None:
    assert _complaint(["status", "--no-such-option"]) == "status has no --no-such-option"
    assert _complaint(["no-such-command"]) == "there is no command 'no-such-command'"
    assert _complaint(["status", "--json"]) == ""


def test_every_command_says_what_it_does() -> None:
    assert [path for path, command in _all_commands() if not command.get_short_help_str()] == []


@pytest.mark.parametrize("path", sorted(ENDPOINTS))
def test_every_endpoint_is_documented(path: str) -> None:
    page = _page("api.md")
    assert [method for method in ENDPOINTS[path] if f"{method} {path}" not in page] == []


@pytest.mark.parametrize("name", sorted(METRICS))
def test_every_metric_is_documented(name: str) -> None:
    assert f"`{name}`" in _page("metrics.md")


def test_every_relative_link_between_pages_leads_somewhere() -> None:
    broken = [
        f"{name_of(page)}: {target}"
        for page in _pages()
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.relative_to(DOCS).as_posix() for path in _pages() if path.is_relative_to(DOCS)]
    assert [page for page in pages if not re.search(rf"- {re.escape(page)}$", navigation, re.MULTILINE)] == []
