import { Tag } from "@/components/Tag";
import type { Incident } from "@/lib/api/types";
import { severityTone, stateTone } from "./tones";

export function IncidentTags({ incident }: { incident: Pick<Incident, "state" | "severity"> }) {
  return (
    <span style={{ display: "inline-flex", gap: 6 }}>
      <Tag tone={severityTone(incident)}>{incident.severity.toUpperCase()}</Tag>
      <Tag tone={stateTone(incident.state)}>{incident.state}</Tag>
    </span>
  );
}
