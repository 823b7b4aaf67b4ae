"""What an application needs to take part: its live releases, and the names of the attributes Tocsin reads.

Standard library only, and it never raises into the application's request path.
"""

from tocsin.sdk.attributes import (
    JOURNEY,
    OUTCOME,
    PROMPT_NAME,
    PROMPT_VERSION,
    RELEASE_PREFIX,
    OutcomeValue,
    journey_attributes,
    outcome_attributes,
    release_attributes,
)
from tocsin.sdk.live import LiveRelease, LiveReleases

__all__ = [
    "JOURNEY",
    "OUTCOME",
    "PROMPT_NAME",
    "PROMPT_VERSION",
    "RELEASE_PREFIX",
    "LiveRelease",
    "LiveReleases",
    "OutcomeValue",
    "journey_attributes",
    "outcome_attributes",
    "release_attributes",
]
