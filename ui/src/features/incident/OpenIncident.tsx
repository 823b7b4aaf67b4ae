import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Elapsed } from "@/components/Elapsed";
import type { Incident } from "@/lib/api/types";
import { percent } from "@/lib/format";
import { IncidentTags } from "./IncidentTags";
import classes from "./OpenIncident.module.css";
import { isBurning } from "./tones";

/** An incident that is not over, as loud as it deserves, with the one next step. */
export function OpenIncident({ incident }: { incident: Incident }) {
  const first = incident.hypotheses.find((hypothesis) => hypothesis.rank === 1);
  const waits = incident.actions.some((action) => action.state === "proposed");
  const burning = isBurning(incident);
  const to = `/incidents/${incident.id}`;
  return (
    <article className={`${classes.card} ${burning ? "" : classes.mitigated}`}>
      <Link className={classes.title} to={to}>
        {incident.title}
      </Link>
      <div className={classes.line}>
        <IncidentTags incident={incident} />
        <span>
          for{" "}
          <b>
            <Elapsed from={incident.opened_at} to={incident.mitigated_at} />
          </b>
        </span>
        {incident.blast_radius?.share_failing != null && (
          <span>
            <b>{percent(incident.blast_radius.share_failing)}</b> of tasks fail
          </span>
        )}
        <span>{incident.journeys.join(", ")}</span>
      </div>
      {first && (
        <div className={classes.line}>
          <span>
            Likely cause ({percent(first.confidence, 0)}): <b>{first.summary}</b>
          </span>
        </div>
      )}
      <div className={classes.go}>
        <Button component={Link} to={to} color={burning ? "red.8" : "gray.7"} size="sm">
          {waits ? "Review the proposed fix" : "Open incident"}
        </Button>
      </div>
    </article>
  );
}
