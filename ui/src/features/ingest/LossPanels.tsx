import { Panel } from "@/components/Panel";
import type { IngestAccount } from "@/lib/api/types";
import { AccountTable } from "./AccountTable";
import { NoTelemetry } from "./NoTelemetry";

const MARKS: Record<string, string> = {
  late: "Spans came after the task was sealed; it was sealed again with them.",
  clock_ahead: "The sender's clock runs ahead; the task counts at the time of receipt.",
  no_root: "The root span was never received.",
  timed_out: "The root span did not end in time; sealed with what was there.",
};

/** What did not go the plain way, by reason. */
export function LossPanels({ account }: { account: IngestAccount }) {
  if (account.accepted_requests === 0) {
    return (
      <Panel title="Nothing has been received">
        <NoTelemetry title="Waiting for the first request" />
      </Panel>
    );
  }
  const reasons: Reason[] = [
    {
      title: "Rejected spans",
      what: "Reason",
      counts: account.rejected_spans,
      none: "No span was rejected.",
    },
    {
      title: "Rejected requests",
      what: "Reason",
      counts: account.rejected_requests,
      none: "No request was refused.",
    },
    {
      title: "Marked tasks",
      what: "Mark",
      counts: account.marked_tasks,
      advice: MARKS,
      none: "No task carries a mark.",
    },
    {
      title: "Models without a price",
      what: "Vendor / model",
      note: "their cost counts as zero; put them into the price book",
      counts: account.unpriced_models,
      none: "Every model call has a price.",
    },
    {
      title: "Cut values",
      what: "Reason",
      counts:
        account.truncated_values > 0 ? { "attribute longer than the limit": account.truncated_values } : {},
      none: "No attribute value was cut.",
    },
  ];
  const clean = reasons.filter(({ counts }) => Object.keys(counts).length === 0);
  return (
    <>
      {reasons
        .filter((reason) => !clean.includes(reason))
        .map(({ title, note, ...table }) => (
          <Panel key={title} title={title} note={note}>
            <AccountTable label={title} {...table} />
          </Panel>
        ))}
      {clean.length > 0 && (
        <Panel title="In order" padded>
          {clean.map(({ none }) => (
            <p key={none}>{none}</p>
          ))}
        </Panel>
      )}
    </>
  );
}

interface Reason {
  title: string;
  what: string;
  counts: Record<string, number>;
  /** What is said instead of an empty table. */
  none: string;
  note?: string;
  advice?: Record<string, string>;
}
