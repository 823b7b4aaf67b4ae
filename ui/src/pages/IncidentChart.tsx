import { useMemo } from "react";
import { Link } from "react-router";
import { Loaded } from "@/components/Loaded";
import { Panel } from "@/components/Panel";
import { isBurning } from "@/features/incident/tones";
import { useSlo } from "@/features/slo/queries";
import { SliChart } from "@/features/slo/SliChart";
import type { Incident } from "@/lib/api/types";

/** The objective that fired first, with the suspected change marked, while the series still shows the trouble. */
export function IncidentChart({ incident }: { incident: Incident }) {
  const first = incident.alerts[0];
  const window = windowSince(incident.opened_at);
  const shown = first !== undefined && (isBurning(incident) || incident.state === "mitigated");
  const slo = useSlo(shown ? first.slo : "", window);
  const marks = useMemo(() => suspect(incident.hypotheses), [incident.hypotheses]);
  if (!shown) return null;
  return (
    <Panel
      title={first.slo}
      note={`last ${window}, with the likely cause marked`}
      padded
      aside={<Link to={`/slos/${encodeURIComponent(first.slo)}`}>Objective</Link>}
    >
      <Loaded query={slo}>{(loaded) => <SliChart slo={loaded} marks={marks} />}</Loaded>
    </Panel>
  );
}

/** A window in which the onset stands well inside, with calm before it to compare. */
function windowSince(onset: string): string {
  const hours = (Date.now() - Date.parse(onset)) / 3_600_000;
  if (hours < 0.7) return "1h";
  if (hours < 4) return "6h";
  return hours < 18 ? "24h" : "7d";
}

function suspect(hypotheses: Incident["hypotheses"]) {
  const first = hypotheses.find(({ rank }) => rank === 1);
  return first?.changed_at ? [{ at: first.changed_at, label: `${first.subject} ${first.to_version}` }] : [];
}
