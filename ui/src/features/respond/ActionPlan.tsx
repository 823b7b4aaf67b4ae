import { CopyId } from "@/components/CopyId";
import { Elapsed } from "@/components/Elapsed";
import { Instant } from "@/components/Instant";
import type { Action } from "@/lib/api/types";
import { words } from "@/lib/format";
import classes from "./Action.module.css";

/** What exactly would be done, to whom, how it is judged and how it is taken back. */
export function ActionPlan({ action }: { action: Action }) {
  return (
    <dl className={classes.plan}>
      <dt>Does</dt>
      <dd>
        <span className="mono">{action.kind}</span>
        <div className={classes.parameters}>
          {Object.entries(action.parameters).map(([name, value]) => (
            <span key={name}>
              <b>{words(name)}</b> {value}
            </span>
          ))}
        </div>
      </dd>
      <dt>Touches</dt>
      <dd>{action.blast_radius}</dd>
      <dt>{action.finished_at ? "Verification" : "Recovery means"}</dt>
      <dd>{action.verification}</dd>
      <dt>Way back</dt>
      <dd>{action.undo}</dd>
      <dt>Runbook</dt>
      <dd>
        {action.runbook} · mode {action.mode} · {action.risk} risk ·{" "}
        {action.reversible ? "reversible" : "not reversible"}
      </dd>
      <dt>Plan</dt>
      <dd>
        <CopyId id={action.plan_hash} what="plan hash" shown={16} /> · proposed{" "}
        <Instant at={action.proposed_at} />
        {action.state === "proposed" && (
          <>
            {" "}
            · expires <Instant at={action.expires_at} />
          </>
        )}
      </dd>
      <Decided action={action} />
    </dl>
  );
}

function Decided({ action }: { action: Action }) {
  return (
    <>
      {action.decided_at && (
        <>
          <dt>Decided</dt>
          <dd>
            by {action.decided_by || "tocsin"} at <Instant at={action.decided_at} as="clock" />
            {action.finished_at && (
              <>
                , finished after <Elapsed from={action.decided_at} to={action.finished_at} />
              </>
            )}
          </dd>
        </>
      )}
      {action.detail && action.detail !== action.verification && (
        <>
          <dt>Result</dt>
          <dd>{action.detail}</dd>
        </>
      )}
    </>
  );
}
