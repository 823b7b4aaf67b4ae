"""The demo, act by act: health, the bad release, the page, the cause, the approval, the recovery."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.clock import Clock
from tocsin.drill.demo import expectations as expect
from tocsin.drill.demo import scenario
from tocsin.drill.demo.api import Api, Json
from tocsin.drill.demo.patience import Patience
from tocsin.drill.demo.place import Place
from tocsin.drill.demo.story import Story

_HEALTHY_TASKS = {scenario.JOURNEY: 450, scenario.OTHER_JOURNEY: 70}
"""Judged tasks of the last minute before the fault is let in: some 25 s of live traffic."""
_HEALTHY_FAILING = 0.02
_WITHIN_READY = timedelta(seconds=90)
_WITHIN_HEALTHY = timedelta(seconds=180)
_WITHIN_PAGE = timedelta(seconds=90)
_WITHIN_PROPOSAL = timedelta(seconds=45)
_WITHIN_APPROVAL = timedelta(minutes=30)
_WITHIN_ROLLBACK = timedelta(seconds=45)
_WITHIN_RECOVERY = timedelta(seconds=180)
_WITHIN_RESOLUTION = timedelta(seconds=90)
_WITHIN_POSTMORTEM = timedelta(seconds=30)
_DECOY_LEAD_SECONDS = 8.0
_APPROVER = "demo"


@dataclass(frozen=True)
class Fault:
    """The bad release as it went live."""

    change_id: str
    at: datetime


@dataclass(frozen=True)
class Demo:
    """One run. Each act returns what the next one needs, or raises `DemoFailed`.

    Attributes:
        tocsin: Runs a `tocsin` command and returns what it printed.
    """

    api: Api
    tocsin: Callable[[Sequence[str]], str]
    place: Place
    examples: scenario.Examples
    story: Story
    patience: Patience
    clock: Clock

    def wait_until_ready(self) -> None:
        """Wait for the server."""
        self.patience.until(lambda: self.api.is_ready() or None, within=_WITHIN_READY, what="the server's readiness")

    def configure(self, deployed_at: datetime) -> None:
        """Tell Tocsin the past's changes and apply the configuration folder with the real command."""
        scenario.tell_prompt_history(self.api, self.clock.now())
        scenario.record_deploy(self.api, deployed_at)
        self.story.tell(f"tocsin apply {self.examples.configuration}")
        for line in self._command("apply", str(self.examples.configuration)).splitlines():
            self.story.detail(line)

    def watch_health(self) -> None:
        """Wait for healthy live traffic, and let one innocent change happen in it."""

        def look() -> list[Json] | None:
            journeys = self.api.items("/journeys", window="1m")
            return journeys if expect.is_healthy(journeys, _HEALTHY_TASKS, _HEALTHY_FAILING) else None

        journeys = self.patience.until(look, within=_WITHIN_HEALTHY, what="healthy live traffic on both journeys")
        expect.expect_quiet(self.api.items("/incidents"))
        self.story.tell("Healthy traffic, last minute:", style="green")
        for journey in journeys:
            self.story.detail(
                f"{journey['journey']}: {journey['tasks']} tasks, {journey['failures']} failed,"
                f" p95 {journey['p95_seconds']:.1f} s, {journey['cost_usd']:.3f} USD"
            )
        scenario.record_index_rebuild(self.api, self.clock.now())
        self.story.tell("A nightly job rebuilds the index of the other journey (innocent)")
        self.patience.rest(_DECOY_LEAD_SECONDS)
        expect.expect_quiet(self.api.items("/incidents"))

    def release_bad_prompt(self) -> Fault:
        """Publish the prompt that goes wrong, through the registry."""
        release = scenario.BadRelease.read(self.examples.bad_release)
        fault = Fault(release.publish(self.api), self.clock.now())
        self.story.tell(
            f"{release.author} releases prompt {scenario.PROMPT} {scenario.BAD_VERSION}: {release.notes!r}",
            style="bold",
        )
        self.story.detail("It no longer says to answer only from the passages. Status stays 200, latency the same.")
        return fault

    def withhold_fault(self) -> Fault:
        """Release nothing, to show that the demo notices."""
        self.story.tell("No bad release this time (--no-fault): the demo must fail now", style="bold")
        return Fault("", self.clock.now())

    def await_page(self, fault: Fault) -> Json:
        """Wait for the page and the incident it opens."""
        what = f"a page-level alert on {scenario.JOURNEY!r}"
        incident = self.patience.until(
            lambda: expect.paged_incident(self.api.items("/incidents")), within=_WITHIN_PAGE, what=what
        )
        self.story.tell(f"Incident {incident['id']}: {incident['title']}", style="bold red")
        for alert in incident["alerts"]:
            took = expect.seconds_between(fault.at, alert["fired_at"])
            self.story.detail(
                f"{alert['level']}, {took:.0f} s after the release: {alert['slo']} burns {alert['burn_rate']:.1f}x over"
                f" {alert['long_window_seconds'] / 3600:g} h, threshold {alert['threshold']:g}x"
            )
        return incident

    def await_proposal(self, incident_id: str, fault: Fault) -> Json:
        """Wait for the diagnosis and the proposed action, and check both."""

        def look() -> tuple[Json, Json] | None:
            incident = self._incident(incident_id)
            action = expect.proposed_action(incident)
            return (incident, action) if action else None

        incident, action = self.patience.until(look, within=_WITHIN_PROPOSAL, what="a proposed action")
        self._tell_diagnosis(incident)
        expect.expect_right_cause(incident, fault.change_id)
        expect.expect_rollback(action)
        self.story.tell(f"Runbook {action['runbook']} proposes: {action['title']}", style="yellow")
        self.story.detail(f"blast radius: {action['blast_radius']}")
        return action

    def approve(self, incident_id: str, action: Json, *, unattended: bool) -> None:
        """Approve with the real command, or wait until a person has."""
        approval = ["approve", incident_id, str(action["id"]), "--by", _APPROVER, "--yes"]
        if unattended:
            self._command(*approval)
            self.story.tell(f"Approved: tocsin approve {incident_id} {action['id']}")
            return
        self.story.tell("Your decision. Approve on the incident's page, or in another terminal:", style="bold yellow")
        self.story.detail(f"{self.place.server_url}/incidents/{incident_id}")
        self.story.detail(f"tocsin approve {incident_id} {action['id']} --server {self.place.server_url}")

        def look() -> bool | None:
            return expect.proposed_action(self._incident(incident_id)) is None or None

        self.patience.until(look, within=_WITHIN_APPROVAL, what="a decision on the proposed action")

    def await_recovery(self, incident_id: str, action_id: str) -> Json:
        """Wait until the rollback is verified and the incident is resolved; returns the resolved incident."""
        decided_at = self.clock.now()

        def rolled_back() -> bool | None:
            expect.verified_action(self._incident(incident_id), action_id)  # raises when it was rejected or failed
            return self._live()["version"] == scenario.GOOD_VERSION or None

        self.patience.until(rolled_back, within=_WITHIN_ROLLBACK, what="the rollback in the registry")
        self.story.tell(f"The registry is back on {scenario.PROMPT} {scenario.GOOD_VERSION}; fresh tasks must prove it")
        action = self.patience.until(
            lambda: expect.verified_action(self._incident(incident_id), action_id),
            within=_WITHIN_RECOVERY,
            what="the verification of the rollback",
        )
        release = f"prompt:{scenario.PROMPT}={scenario.GOOD_VERSION}"
        fresh = self.api.items("/traces", release=release, start=decided_at.isoformat(), limit="1")
        expect.expect_rolled_back(self._live(), fresh)
        self.story.tell(f"Recovery verified: {action['verification']}", style="green")

        def resolved() -> Json | None:
            incident = self._incident(incident_id)
            return incident if incident["state"] == "resolved" else None

        return self.patience.until(resolved, within=_WITHIN_RESOLUTION, what="the incident's resolution")

    def conclude(self, incident: Json, fault: Fault) -> None:
        """Fetch the postmortem, verify the audit log, and tell the numbers."""
        incident_id = str(incident["id"])
        markdown = self.patience.until(
            lambda: self.api.text(f"/incidents/{incident_id}/postmortem"),
            within=_WITHIN_POSTMORTEM,
            what="a postmortem",
        )
        expect.expect_postmortem(markdown, incident)
        path = self.place.folder / f"postmortem-{incident_id}.md"
        path.write_text(markdown, "utf-8")
        self.story.tell(f"Incident {incident_id} is resolved", style="bold green")
        self.story.detail(self._command("audit", "verify").strip())
        times = {"MTTD": "detected_at", "MTTM": "mitigated_at", "MTTR": "resolved_at"}
        took = {name: expect.seconds_between(fault.at, incident[key]) for name, key in times.items()}
        numbers = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in took.items())
        self.story.detail(f"{numbers}, all counted from the bad release")
        self.story.detail(f"postmortem: {path}")

    def _tell_diagnosis(self, incident: Json) -> None:
        radius = incident["blast_radius"]
        if radius and radius["share_failing"] is not None:
            failing = f"{radius['failing']} of {radius['tasks']} tasks fail ({radius['share_failing']:.0%})"
            self.story.tell(f"Blast radius: {', '.join(incident['journeys'])}, {failing}")
        self.story.tell("What changed? Ranked hypotheses:")
        for hypothesis in sorted(incident["hypotheses"], key=lambda one: int(one["rank"])):
            self.story.detail(
                f"{hypothesis['rank']}. {hypothesis['confidence']:.0%} {hypothesis['cause']}: {hypothesis['summary']}"
            )
            if hypothesis["rank"] == 1:
                for evidence in hypothesis["evidence"]:
                    self.story.detail(f"     {'+' if evidence['supports'] else '-'} {evidence['statement']}")

    def _incident(self, incident_id: str) -> Json:
        return self.api.get(f"/incidents/{incident_id}")

    def _live(self) -> Json:
        return self.api.get(f"/live/prompt/{scenario.PROMPT}")

    def _command(self, *arguments: str) -> str:
        return self.tocsin([*arguments, "--server", self.place.server_url])
