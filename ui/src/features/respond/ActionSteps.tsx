import type { ActionState } from "@/lib/api/types";
import classes from "./Action.module.css";
import { STEPS } from "./states";

/** How far a running action is. Nothing for one that left the path (rejected, denied, expired, failed). */
export function ActionSteps({ state }: { state: ActionState }) {
  const reached = STEPS.indexOf(state);
  if (reached < 1) return null;
  return (
    <ol className={classes.steps} aria-label="Progress">
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={`${classes.step} ${look(index, reached)}`}
          aria-current={index === reached ? "step" : undefined}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}

function look(index: number, reached: number): string | undefined {
  if (index > reached) return "";
  if (index < reached) return classes.done;
  return index === STEPS.length - 1 ? classes.finished : classes.current;
}
