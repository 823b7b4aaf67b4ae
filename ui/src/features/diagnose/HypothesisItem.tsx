import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { Instant } from "@/components/Instant";
import { Meter } from "@/components/Meter";
import { VersionStep } from "@/components/VersionStep";
import type { Hypothesis } from "@/lib/api/types";
import { percent, plural, words } from "@/lib/format";
import { EvidenceItem } from "./EvidenceItem";
import classes from "./Hypotheses.module.css";

/** A candidate cause. The first one is open; the others unfold. */
export function HypothesisItem({ hypothesis }: { hypothesis: Hypothesis }) {
  const [open, setOpen] = useState(hypothesis.rank === 1);
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <span className={classes.rank}>{hypothesis.rank}</span>
        <div>
          <Cause hypothesis={hypothesis} />
          <div className={classes.summary}>{hypothesis.summary}</div>
        </div>
        <div className={classes.confidence}>
          <Meter share={hypothesis.confidence} tone={hypothesis.cause === "unknown" ? "calm" : "accent"} />
          {hypothesis.confidence < 0.005 ? "<1%" : percent(hypothesis.confidence, 0)}
        </div>
      </div>
      {open ? (
        <Proof hypothesis={hypothesis} />
      ) : (
        hypothesis.evidence.length > 0 && (
          <UnstyledButton className={classes.toggle} onClick={() => setOpen(true)}>
            Show {plural(hypothesis.evidence.length, "piece")} of evidence
          </UnstyledButton>
        )
      )}
    </li>
  );
}

function Cause({ hypothesis }: { hypothesis: Hypothesis }) {
  return (
    <div>
      <span className={classes.cause}>{capitalized(words(hypothesis.cause))}</span>
      {hypothesis.subject && (
        <>
          {": "}
          {hypothesis.subject} <VersionStep from={hypothesis.from_version} to={hypothesis.to_version} />
        </>
      )}
      {hypothesis.changed_at && (
        <span className={classes.meta}>
          {" "}
          at <Instant at={hypothesis.changed_at} as="clock" />
        </span>
      )}
    </div>
  );
}

function Proof({ hypothesis }: { hypothesis: Hypothesis }) {
  return (
    <>
      <ul className={classes.evidence}>
        {hypothesis.evidence.map((evidence) => (
          <EvidenceItem key={`${evidence.kind} ${evidence.statement}`} evidence={evidence} />
        ))}
      </ul>
      {hypothesis.refuted_by && (
        <p className={classes.refute}>Would be refuted by: {hypothesis.refuted_by}</p>
      )}
    </>
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
