import { Link, useNavigate } from "react-router";
import { Elapsed } from "@/components/Elapsed";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { useRowKeys } from "@/components/useRowKeys";
import type { Incident } from "@/lib/api/types";
import { MISSING, percent, words } from "@/lib/format";
import { IncidentTags } from "./IncidentTags";

const COLUMNS = [
  { label: "Incident" },
  { label: "State" },
  { label: "Likely cause" },
  { label: "Detected" },
  { label: "Lasted", number: true },
  { label: "To detect", number: true },
];

export function IncidentTable({ incidents }: { incidents: Incident[] }) {
  const navigate = useNavigate();
  const current = useRowKeys(incidents.length, (index) => {
    const incident = incidents[index];
    if (incident) navigate(`/incidents/${incident.id}`);
  });
  return (
    <Rows columns={COLUMNS} label="Incidents">
      {incidents.map((incident, index) => (
        <IncidentRow key={incident.id} incident={incident} current={index === current} />
      ))}
    </Rows>
  );
}

function IncidentRow({ incident, current }: { incident: Incident; current: boolean }) {
  const first = incident.hypotheses.find((hypothesis) => hypothesis.rank === 1);
  return (
    <tr data-row data-current={current}>
      <td>
        <Link to={`/incidents/${incident.id}`}>{incident.title}</Link>
        <Sub>{[...incident.journeys, ...incident.services].join(" · ")}</Sub>
      </td>
      <td style={{ whiteSpace: "nowrap" }}>
        <IncidentTags incident={incident} />
      </td>
      <td>
        {first ? words(first.cause) : MISSING}
        {first && (
          <Sub>
            {first.subject} ({percent(first.confidence, 0)})
          </Sub>
        )}
      </td>
      <td style={{ whiteSpace: "nowrap" }}>
        <Instant at={incident.detected_at} as="day" />
        <Sub>
          <Instant at={incident.detected_at} />
        </Sub>
      </td>
      <td data-number>
        <Elapsed from={incident.opened_at} to={incident.mitigated_at ?? incident.resolved_at} />
      </td>
      <td data-number>
        <Elapsed from={incident.opened_at} to={incident.detected_at} />
      </td>
    </tr>
  );
}
