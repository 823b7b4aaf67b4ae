import type { Tone } from "@/components/tone";
import type { Incident, IncidentState, Severity, TimelineKind } from "@/lib/api/types";

const OF_STATE: Record<IncidentState, Tone> = {
  open: "bad",
  acknowledged: "warn",
  mitigated: "good",
  resolved: "calm",
};

const OF_SEVERITY: Record<Severity, Tone> = { sev1: "bad", sev2: "bad", sev3: "warn" };

const OF_ENTRY: Partial<Record<TimelineKind, Tone>> = {
  alert_fired: "bad",
  opened: "bad",
  reopened: "bad",
  action_failed: "bad",
  action_undone: "warn",
  action_proposed: "accent",
  action_approved: "accent",
  action_started: "accent",
  action_executed: "accent",
  action_verified: "good",
  alert_cleared: "good",
  mitigated: "good",
  resolved: "good",
};

export function stateTone(state: IncidentState): Tone {
  return OF_STATE[state];
}

export function severityTone(incident: Pick<Incident, "state" | "severity">): Tone {
  return incident.state === "resolved" ? "calm" : OF_SEVERITY[incident.severity];
}

export function entryTone(kind: TimelineKind): Tone {
  return OF_ENTRY[kind] ?? "calm";
}

/** Users still suffer: nobody has verified a recovery. */
export function isBurning(incident: Pick<Incident, "state">): boolean {
  return incident.state === "open" || incident.state === "acknowledged";
}
