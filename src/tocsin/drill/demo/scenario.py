"""What the demo stages: names, history, the innocent changes, and the one release that goes wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from tocsin.drill.demo.api import Api
from tocsin.drill.demo.failure import DemoFailed

SERVICE = "support-assistant"
JOURNEY = "answer-question"
OTHER_JOURNEY = "order-status"
PROMPT = "support-answer"
OTHER_PROMPT = "order-status"
GOOD_VERSION = "v1"
BAD_VERSION = "v2"

PAST = timedelta(hours=72)
"""As long as the longest alert window of the Site Reliability Workbook's table, so that none of them lacks a past."""
DEPLOYED_AGO = timedelta(minutes=12)
_PROMPTS_LIVE_AGO = PAST + timedelta(hours=4)


@dataclass(frozen=True)
class Examples:
    """The demo's documents in the repository's `examples` folder."""

    folder: Path

    @property
    def configuration(self) -> Path:
        """SLOs, journeys, the runbook and the prompts in force."""
        return self._existing("support-assistant")

    @property
    def bad_release(self) -> Path:
        """The prompt that goes wrong."""
        return self._existing("prompt-release/support-answer-v2.yaml")

    def _existing(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            raise DemoFailed(
                f"{str(path)!r} does not exist; run in the repository or name its examples with --examples"
            )
        return path


def tell_prompt_history(api: Api, now: datetime) -> None:
    """Record that the prompts have been live for days, as a team that adopts Tocsin does on its first day."""
    for prompt in (PROMPT, OTHER_PROMPT):
        _record_change(
            api,
            axis="prompt",
            subject=prompt,
            to=GOOD_VERSION,
            at=now - _PROMPTS_LIVE_AGO,
            author="mira.holm",
            summary=f"{prompt} {GOOD_VERSION}, live since before Tocsin was installed",
        )


def record_deploy(api: Api, at: datetime) -> None:
    """Record an innocent change in the right place: a deploy of the same service, well before the fault."""
    _record_change(
        api,
        axis="code",
        subject=SERVICE,
        **{"from": "2026.11.1"},
        to="2026.11.2",
        at=at,
        author="ci",
        scope={"service": SERVICE},
        url="https://ci.example.com/support-assistant/builds/4182",
        summary="Dependency updates",
    )


def record_index_rebuild(api: Api, at: datetime) -> None:
    """Record an innocent change at the right time: an index of the other journey, just before the fault."""
    _record_change(
        api,
        axis="index",
        subject="order-history",
        **{"from": "2026-11-19"},
        to="2026-11-20",
        at=at,
        author="nightly-indexer",
        scope={"service": SERVICE, "journey": OTHER_JOURNEY},
        summary="Nightly rebuild of the order history",
    )


def _record_change(api: Api, *, at: datetime, **change: object) -> None:
    api.post("/changes", {"at": at.isoformat(), "source": "demo", **change})


@dataclass(frozen=True)
class BadRelease:
    """The prompt that goes wrong, as its document says."""

    content: str
    author: str
    notes: str

    @classmethod
    def read(cls, document: Path) -> "BadRelease":
        """Read the release from its YAML document."""
        spec = yaml.safe_load(document.read_text("utf-8"))["spec"]
        return cls(spec["content"], spec["author"], spec["notes"])

    def publish(self, api: Api) -> str:
        """Publish the prompt and make it live, as a delivery pipeline does; returns the id of the change."""
        release = {"axis": "prompt", "subject": PROMPT, "version": BAD_VERSION}
        api.post("/releases", {**release, "content": self.content, "author": self.author, "notes": self.notes})
        going_live = {"author": self.author, "summary": self.notes}
        return str(api.post(f"/releases/prompt/{PROMPT}/{BAD_VERSION}/live", going_live)["id"])
