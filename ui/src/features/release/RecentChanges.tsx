import { Instant } from "@/components/Instant";
import { VersionStep } from "@/components/VersionStep";
import type { Change } from "@/lib/api/types";
import classes from "./RecentChanges.module.css";

/** The last changes, newest first, short enough for a glance. */
export function RecentChanges({ changes }: { changes: Change[] }) {
  return (
    <ul className={classes.list}>
      {changes.map((change) => (
        <li key={change.id} className={classes.change}>
          <span className={classes.axis}>{change.axis}</span>
          <div>
            <strong>{change.subject}</strong> <VersionStep from={change.from} to={change.to} />
            <div className={classes.summary}>
              {[change.summary, change.author].filter(Boolean).join(" · ")}
            </div>
          </div>
          <span className={classes.at}>
            <Instant at={change.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
