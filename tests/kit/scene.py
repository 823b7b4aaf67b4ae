"""A real server with an hour of good answers behind it, on which a prompt release goes wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx

from tests.kit.otlp import chat, request, root, trace_id
from tests.kit.server import Server, until
from tocsin.clock import SystemClock

JOURNEY = "ask"
PROMPT = "support"
DOCUMENTS = """
apiVersion: openslo/v1
kind: SLO
metadata: {name: ask-outcome, annotations: {tocsin.dev/journey: ask}}
spec:
  service: assistant
  indicator: {spec: {ratioMetric: {good: {metricSource: {type: tocsin, spec: {outcome: success}}}}}}
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.99}]
---
apiVersion: tocsin/v1
kind: Runbook
metadata: {name: roll-back-prompt}
spec:
  owner: support
  action: release.rollback
  appliesTo: {causes: [prompt_change]}
  bounds: {maxShare: 1.0}
  verification: {for: 2m, minTasks: 60}
---
apiVersion: tocsin/v1
kind: Release
metadata: {name: support}
spec: {axis: prompt, version: v1, content: "Answer only from the passages.", author: mira}
---
apiVersion: tocsin/v1
kind: Release
metadata: {name: support}
spec: {axis: prompt, version: v2, content: "Answer with confidence.", author: jonas}
"""


@dataclass
class Scene:
    """What happens on the server, step by step."""

    server: Server

    def __post_init__(self) -> None:
        """Number traces from one."""
        self._traces = count(1)
        self._now = SystemClock().now

    def now(self) -> datetime:
        """Return the server's present."""
        return self._now()

    def begin(self) -> None:
        """Apply the configuration and tell an hour of good answers."""
        self.post("/api/v1/documents", {"text": DOCUMENTS, "by": "mira"})
        now = self.now()
        since = {"axis": "prompt", "subject": PROMPT, "to": "v1", "at": (now - timedelta(days=1)).isoformat()}
        self.post("/api/v1/changes", {**since, "author": "mira"})
        self.answer("v1", [now - timedelta(seconds=10 * n) for n in range(12, 360)])

    def answer(self, version: str, at: Sequence[datetime], *, outcome: str = "success") -> None:
        """Have tasks end at these instants, on a version of the prompt."""
        with httpx.Client(headers={"content-type": "application/x-protobuf"}) as client:
            for start in range(0, len(at), 100):
                message = request([], trace=trace_id(0))
                for instant in at[start : start + 100]:
                    call = chat(gen_ai__prompt__name=PROMPT, gen_ai__prompt__version=version)
                    outer = root(tocsin__journey=JOURNEY, tocsin__outcome=outcome)
                    spans = request(
                        [outer, call], trace=trace_id(next(self._traces)), at=instant - timedelta(seconds=2)
                    )
                    message.MergeFrom(spans)
                answer = client.post(f"{self.server.otlp_http}/v1/traces", content=message.SerializeToString())
                answer.raise_for_status()

    def answer_now(self, version: str, tasks: int, *, outcome: str = "success") -> None:
        """Have tasks end right now."""
        self.answer(version, [self.now()] * tasks, outcome=outcome)

    def release(self, version: str, by: str) -> None:
        """Make a version of the prompt live."""
        self.post(f"/api/v1/releases/prompt/{PROMPT}/{version}/live", {"author": by, "summary": "shorter"})

    def live(self) -> str:
        """Return the version that is live."""
        return str(self.get(f"/api/v1/live/prompt/{PROMPT}")["version"])

    def incident(self, state: str | None = None) -> dict[str, Any]:
        """Return the one incident, once it is there and, if asked, in a state."""
        for _ in until(60):
            found = self.get("/api/v1/incidents")["items"]
            if found and (state is None or found[0]["state"] == state):
                (incident,) = found
                return dict(incident)
        raise AssertionError(f"no incident became {state or 'open'}: {found}")

    def get(self, path: str) -> Any:
        """Return the JSON of a GET."""
        answer = self.server.get(path)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """Return the JSON of a POST."""
        answer = httpx.post(self.server.url + path, json=body, timeout=30)
        assert answer.is_success, answer.text
        return answer.json()
