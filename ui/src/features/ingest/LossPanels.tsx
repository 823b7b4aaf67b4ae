import { Link } from "react-router";
import { EmptyNotice } from "@/components/Notice";
import { Panel } from "@/components/Panel";
import type { IngestAccount, Intake } from "@/lib/api/types";
import { count, plural } from "@/lib/format";
import { MARKS } from "@/lib/marks";
import { AccountTable } from "./AccountTable";
import classes from "./LossPanels.module.css";
import { RefusalTable } from "./RefusalTable";
import { folded } from "./refusals";
import { UnmappedTable } from "./UnmappedTable";

const SHOWN_REFUSALS = 20;
const SINCE_START = "since the server started";

/** What the server said no to, newest first. */
export function Refusals({ intake }: { intake: Intake }) {
  const all = folded(intake.refusals).length;
  const note =
    all > SHOWN_REFUSALS ? `the last ${SHOWN_REFUSALS} of ${count(all)} kinds remembered` : SINCE_START;
  return (
    <Panel title="Refusals" note={note}>
      {all === 0 ? (
        <EmptyNotice title="Nothing was refused" />
      ) : (
        <RefusalTable refusals={intake.refusals} most={SHOWN_REFUSALS} />
      )}
    </Panel>
  );
}

/** Spans that came and were stored, and that Tocsin does not understand. */
export function Unmapped({ intake }: { intake: Intake }) {
  return (
    <Panel title="Not understood" note="spans of AI systems that no convention places">
      {intake.unmapped.length === 0 ? (
        <EmptyNotice title="Every step has its place" />
      ) : (
        <UnmappedTable spans={intake.unmapped} />
      )}
    </Panel>
  );
}

/** Calls whose cost nobody knows: sums of cost are lower bounds while there are any. */
export function Unpriced({ models }: { models: Record<string, number> }) {
  const names = Object.keys(models).sort();
  if (names.length === 0) return null;
  return (
    <Panel
      title="Calls without a price"
      note="last seven days; costs are lower bounds"
      aside={<Link to="/costs/prices">Give them a price</Link>}
      padded
    >
      <ul className={classes.names}>
        {names.map((name) => (
          <li key={name}>
            {name}: {plural(models[name] ?? 0, "call")}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Facts about the data of tasks, and how many tasks have them. */
export function Marked({ account }: { account: IngestAccount }) {
  if (Object.keys(account.marked_tasks).length === 0) return null;
  return (
    <Panel title="Marked tasks" note={SINCE_START}>
      <AccountTable label="Marked tasks" what="Mark" counts={account.marked_tasks} advice={MARKS} />
    </Panel>
  );
}
