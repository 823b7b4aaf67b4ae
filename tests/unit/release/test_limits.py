"""What a release or change may look like; each refusal names the field and the limit."""

from collections.abc import Callable

import pytest

from tocsin.errors import CallerError, InvalidInput, TooLarge
from tocsin.model import Axis, Scope
from tocsin.release import NewChange, Registry, parse_axis
from tocsin.release.limits import MAX_CONTENT_BYTES

Publish = Callable[..., object]


@pytest.fixture
def publish(registry: Registry) -> Publish:
    def publish(**fields: object) -> object:
        whole: dict[str, object] = {"axis": Axis.PROMPT, "subject": "answer", "content": "text", "author": "mira"}
        return registry.publish(**{**whole, **fields})  # type: ignore[arg-type]  # wrong values are the point

    return publish


@pytest.fixture
def report(registry: Registry) -> Publish:
    def report(**fields: object) -> object:
        whole: dict[str, object] = {
            "axis": Axis.CODE, "subject": "assistant", "to_version": "1.4.3", "author": "ci", "source": "ci"
        }  # fmt: skip
        return registry.record_change(NewChange(**{**whole, **fields}))  # type: ignore[arg-type]  # as above

    return report


@pytest.mark.parametrize("axis", Axis)
def test_an_axis_is_read_by_its_name(axis: Axis) -> None:
    assert parse_axis(axis.value) is axis


def test_an_unknown_axis_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"'promt' is none of prompt, model, index"):
        parse_axis("promt")


@pytest.mark.parametrize(
    "subject", ["support-answer", "openai/gpt-4o-mini", "registry.example:5000/app", "svar-på-spørsmål", "a" * 200]
)
def test_subjects_may_be_names_of_prompts_models_and_images(publish: Publish, subject: str) -> None:
    publish(subject=subject)


@pytest.mark.parametrize("subject", ["", " answer", "an answer", "answer=v1", "-answer", "a\nb", "a\0", "a" * 201])
def test_subjects_that_break_a_query_or_a_command_are_refused(publish: Publish, report: Publish, subject: str) -> None:
    for call in (publish, report):
        with pytest.raises(InvalidInput, match="subject"):
            call(subject=subject)


@pytest.mark.parametrize("version", ["", "v 1", "v1\n", "v\0", "v" * 201])
def test_a_version_is_one_word(publish: Publish, report: Publish, version: str) -> None:
    with pytest.raises(InvalidInput, match="version"):
        publish(version=version)
    with pytest.raises(InvalidInput, match="to "):
        report(to_version=version)


@pytest.mark.parametrize(
    ("fields", "refusal", "message"),
    [
        ({"content": ""}, InvalidInput, "no content"),
        ({"content": "å" * (MAX_CONTENT_BYTES // 2) + "!"}, TooLarge, f"{MAX_CONTENT_BYTES + 1} bytes"),
        ({"content": "a\0"}, InvalidInput, "NUL character at 1"),
        ({"content": "ab\ud800"}, InvalidInput, "surrogate pair at 2"),
        ({"notes": "n" * 2001}, TooLarge, "notes has 2001 characters"),
        ({"author": ""}, InvalidInput, "author"),
        ({"author": "mira\x1b[2J"}, InvalidInput, "author"),
    ],
)
def test_a_release_that_cannot_be_kept_is_refused(
    publish: Publish, fields: dict[str, object], refusal: type[CallerError], message: str
) -> None:
    with pytest.raises(refusal, match=message):
        publish(**fields)


@pytest.mark.parametrize(
    ("fields", "refusal", "message"),
    [
        ({"from_version": "one two"}, InvalidInput, "from 'one two'"),
        ({"author": " ci"}, InvalidInput, "author"),
        ({"source": ""}, InvalidInput, "source"),
        ({"summary": "s" * 2001}, TooLarge, "summary has 2001 characters"),
        ({"url": "javascript:alert(1)"}, InvalidInput, "url"),
        ({"url": "https://example.com/a b"}, InvalidInput, "url"),
        ({"url": "https://example.com/" + "a" * 2000}, TooLarge, "url"),
        ({"scope": Scope(journey="j" * 201)}, InvalidInput, r"scope\.journey"),
    ],
)
def test_a_change_that_cannot_be_kept_is_refused(
    report: Publish, fields: dict[str, object], refusal: type[CallerError], message: str
) -> None:
    with pytest.raises(refusal, match=message):
        report(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "s" * 2000, "scope": Scope("assistant", "answer a question", "production")},
        {"url": "/incidents/inc_1#act_1"},
        {"to_version": "sha256:9f86d0=", "from_version": "release/1.4"},
    ],
)
def test_what_is_within_the_limits_is_kept(report: Publish, fields: dict[str, object]) -> None:
    report(**fields)


def test_content_of_exactly_the_limit_is_kept(publish: Publish) -> None:
    publish(content="a" * MAX_CONTENT_BYTES)
