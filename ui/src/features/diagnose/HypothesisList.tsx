import { EmptyNotice } from "@/components/Notice";
import type { Hypothesis } from "@/lib/api/types";
import classes from "./Hypotheses.module.css";
import { HypothesisItem } from "./HypothesisItem";

/** Candidate causes, most credible first. */
export function HypothesisList({ hypotheses }: { hypotheses: Hypothesis[] }) {
  if (hypotheses.length === 0) {
    return (
      <EmptyNotice title="No diagnosis yet">
        Tocsin compares the recorded changes with the failing tasks at the next tick, within a minute.
      </EmptyNotice>
    );
  }
  const ranked = [...hypotheses].sort((a, b) => a.rank - b.rank);
  return (
    <ol className={classes.list}>
      {ranked.map((hypothesis) => (
        <HypothesisItem key={hypothesis.rank} hypothesis={hypothesis} />
      ))}
    </ol>
  );
}
