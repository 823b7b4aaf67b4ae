"""The spelling of the attributes is a contract with every instrumented application."""

from tocsin.sdk import LiveRelease, journey_attributes, outcome_attributes, release_attributes


def test_prompt_goes_by_its_opentelemetry_names() -> None:
    release = LiveRelease("prompt", "support-answer", "v2", "text")

    assert release_attributes(release) == {"gen_ai.prompt.name": "support-answer", "gen_ai.prompt.version": "v2"}


def test_other_axis_goes_by_its_own_attribute() -> None:
    release = LiveRelease("index", "help-center", "2026-11-20", "")

    assert release_attributes(release) == {"tocsin.release.index": "help-center=2026-11-20"}


def test_default_names_no_release() -> None:
    assert release_attributes(LiveRelease("prompt", "support-answer", "", "default")) == {}


def test_journey_and_outcome_have_names_of_ours() -> None:
    assert journey_attributes("answer-question") | outcome_attributes("failure") == {
        "tocsin.journey": "answer-question",
        "tocsin.outcome": "failure",
    }
