import { Tag } from "@/components/Tag";
import type { Action } from "@/lib/api/types";
import classes from "./Action.module.css";
import { ActionPlan } from "./ActionPlan";
import { ActionSteps } from "./ActionSteps";
import { DecideForm } from "./DecideForm";
import { meaning } from "./states";

/** One action on an incident. The timeline links here by the action's id. */
export function ActionCard({ action }: { action: Action }) {
  const { tone, label } = meaning(action.state);
  const waiting = action.state === "proposed";
  return (
    <article
      id={action.id}
      className={`${classes.card} ${waiting ? classes.waiting : ""}`}
      aria-label={action.title}
    >
      <header className={classes.head}>
        <h2 className={classes.title}>{action.title}</h2>
        <Tag tone={tone}>{label}</Tag>
      </header>
      <ActionSteps state={action.state} />
      <ActionPlan action={action} />
      {waiting && <DecideForm action={action} />}
    </article>
  );
}
