import { EmptyNotice } from "@/components/Notice";
import { Panel } from "@/components/Panel";
import type { IngestAccount, Intake } from "@/lib/api/types";
import { count, plural } from "@/lib/format";
import { MARKS } from "@/lib/marks";
import { AccountTable } from "./AccountTable";
import { RefusalTable } from "./RefusalTable";
import { UnmappedTable } from "./UnmappedTable";

const SHOWN_REFUSALS = 20;

/** What the server said no to, newest first. */
export function Refusals({ intake }: { intake: Intake }) {
  const all = intake.refusals.length;
  return (
    <Panel
      title="Refusals"
      note={
        all > SHOWN_REFUSALS
          ? `the last ${SHOWN_REFUSALS} of ${count(all)} remembered`
          : "since the server started"
      }
    >
      {all === 0 ? (
        <EmptyNotice title="Nothing was refused" />
      ) : (
        <RefusalTable refusals={intake.refusals.slice(0, SHOWN_REFUSALS)} />
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
  const unknown = Object.keys(models).length;
  if (unknown === 0) return null;
  return (
    <Panel title="Models without a price" note={`${plural(unknown, "model")}; costs are lower bounds`}>
      <AccountTable label="Models without a price" what="Vendor / model" counts={models} />
    </Panel>
  );
}

/** Facts about the data of tasks, and how many tasks have them. */
export function Marked({ account }: { account: IngestAccount }) {
  if (Object.keys(account.marked_tasks).length === 0) return null;
  return (
    <Panel title="Marked tasks" note="since the server started">
      <AccountTable label="Marked tasks" what="Mark" counts={account.marked_tasks} advice={MARKS} />
    </Panel>
  );
}
