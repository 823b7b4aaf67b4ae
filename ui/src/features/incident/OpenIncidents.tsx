import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "react-router";
import { Instant } from "@/components/Instant";
import type { Incident } from "@/lib/api/types";
import { OpenIncident } from "./OpenIncident";
import classes from "./OpenIncidents.module.css";

/** What is on fire, or one calm sentence. */
export function OpenIncidents({ incidents, stale }: { incidents: Incident[]; stale: boolean }) {
  const open = incidents.filter((incident) => incident.state !== "resolved");
  if (open.length === 0) return <AllQuiet last={incidents[0]} stale={stale} />;
  return (
    <section className={classes.stack} aria-label="Open incidents">
      {open.map((incident) => (
        <OpenIncident key={incident.id} incident={incident} />
      ))}
    </section>
  );
}

function AllQuiet({ last, stale }: { last: Incident | undefined; stale: boolean }) {
  // An old answer is no reason for calm.
  if (stale)
    return <section className={classes.calm}>No incident was open when the server last answered.</section>;
  return (
    <section className={classes.calm} aria-label="Open incidents">
      <IconCircleCheck size={20} stroke={1.8} aria-hidden />
      <strong>No open incidents.</strong>
      {last?.resolved_at ? (
        <span>
          The last one, <Link to={`/incidents/${last.id}`}>{last.title}</Link>, was resolved{" "}
          <Instant at={last.resolved_at} />.
        </span>
      ) : (
        <span>There has been none so far.</span>
      )}
    </section>
  );
}
