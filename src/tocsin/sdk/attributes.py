"""Names of the span attributes Tocsin reads, and functions that spell them right.

`gen_ai.prompt.*` are OpenTelemetry's GenAI names; `tocsin.*` are ours, where OpenTelemetry has none.
"""

from typing import Literal

from tocsin.sdk.live import LiveRelease

JOURNEY = "tocsin.journey"
"""The journey a trace belongs to; any span of the trace may carry it."""
OUTCOME = "tocsin.outcome"
"""How the task ended for the user, as the application judges it; on the root span."""
PROMPT_NAME = "gen_ai.prompt.name"
PROMPT_VERSION = "gen_ai.prompt.version"
RELEASE_PREFIX = "tocsin.release."
"""Followed by an axis; the value is "<subject>=<version>"."""

OutcomeValue = Literal["success", "failure", "abandoned", "unknown"]


def journey_attributes(name: str) -> dict[str, str]:
    """Return the attribute that names the journey of a trace."""
    return {JOURNEY: name}


def outcome_attributes(outcome: OutcomeValue) -> dict[str, str]:
    """Return the attribute that tells how the task ended for the user who asked."""
    return {OUTCOME: outcome}


def release_attributes(release: LiveRelease) -> dict[str, str]:
    """Return the attributes that say which release served this task.

    Empty for a release without a version, which is the application's own default: naming it would let Tocsin blame a
    release that was never live.
    """
    if not release.version:
        return {}
    if release.axis == "prompt":
        return {PROMPT_NAME: release.subject, PROMPT_VERSION: release.version}
    return {f"{RELEASE_PREFIX}{release.axis}": f"{release.subject}={release.version}"}
