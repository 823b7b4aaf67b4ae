import { Link } from "react-router";
import { Elapsed } from "@/components/Elapsed";
import { Fact, Facts } from "@/components/Facts";
import { Instant } from "@/components/Instant";
import type { Incident } from "@/lib/api/types";
import { count, MISSING, percent } from "@/lib/format";
import { isBurning } from "./tones";

/** The numbers asked for first: how long, how bad, who is hit, how fast we were. */
export function IncidentFacts({ incident }: { incident: Incident }) {
  const hit = incident.blast_radius;
  return (
    <Facts>
      <Fact
        name={isBurning(incident) ? "Burning for" : "Lasted"}
        sub={
          <>
            since <Instant at={incident.opened_at} as="day" />
          </>
        }
      >
        <Elapsed from={incident.opened_at} to={incident.mitigated_at ?? incident.resolved_at} />
      </Fact>
      <Fact name="Failing tasks" sub={hit && `${count(hit.failing)} of ${count(hit.tasks)} since the onset`}>
        {hit ? percent(hit.share_failing) : MISSING}
      </Fact>
      <Fact name="Journeys" sub={incident.services.join(", ")}>
        {incident.journeys.map((journey, index) => (
          <span key={journey}>
            {index > 0 && ", "}
            <Link to={`/traces?journey=${encodeURIComponent(journey)}`}>{journey}</Link>
          </span>
        ))}
      </Fact>
      <Fact name="Detected after" sub="onset to first alert">
        <Elapsed from={incident.opened_at} to={incident.detected_at} />
      </Fact>
      <Fact name="Acknowledged after" sub="first alert to a person">
        {incident.acknowledged_at ? (
          <Elapsed from={incident.detected_at} to={incident.acknowledged_at} />
        ) : (
          "not yet"
        )}
      </Fact>
      <Fact
        name="Recovery"
        sub={
          incident.mitigated_at ? <Instant at={incident.mitigated_at} as="day" /> : "by the objective itself"
        }
      >
        {incident.mitigated_at ? "verified" : "not yet"}
      </Fact>
    </Facts>
  );
}
