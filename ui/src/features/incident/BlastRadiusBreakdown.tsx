import { Fragment } from "react";
import { Meter } from "@/components/Meter";
import type { BlastRadius } from "@/lib/api/types";
import { count } from "@/lib/format";
import classes from "./BlastRadius.module.css";

/** Which versions the failing tasks carried: the share of each in all failures. */
export function BlastRadiusBreakdown({ hit }: { hit: BlastRadius }) {
  return (
    <div className={classes.rows}>
      {Object.entries(hit.releases).map(([key, versions]) => (
        <div key={key} className={classes.row}>
          <span className={classes.key}>{key}</span>
          {byCount(versions).map(([version, failing]) => (
            <Fragment key={version}>
              <span className={classes.version} title={version}>
                {version || "none"}
              </span>
              <Meter share={failing / Math.max(hit.failing, 1)} tone="bad" />
              <span className={classes.count}>{count(failing)}</span>
            </Fragment>
          ))}
        </div>
      ))}
    </div>
  );
}

function byCount(versions: Record<string, number>): [string, number][] {
  return Object.entries(versions).sort(([, a], [, b]) => b - a);
}
