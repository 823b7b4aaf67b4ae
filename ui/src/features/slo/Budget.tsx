import { Meter } from "@/components/Meter";
import { MISSING, percent } from "@/lib/format";
import classes from "./Budget.module.css";
import { budgetTone } from "./health";

/** What is left of the error budget; below zero it is overspent. */
export function Budget({ remaining }: { remaining: number | null }) {
  if (remaining === null) return <span>{MISSING}</span>;
  return (
    <div className={classes.budget}>
      <Meter share={remaining} tone={budgetTone(remaining)} />
      <span className={`${classes.number} ${remaining <= 0 ? classes.overspent : ""}`}>
        {percent(remaining, 0)}
      </span>
    </div>
  );
}
