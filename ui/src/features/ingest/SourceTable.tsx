import { Tooltip } from "@mantine/core";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { Intake, IntakeSource } from "@/lib/api/types";
import { count, MISSING, rate } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import { type Disposition, otherSignals, reasons, total } from "./fates";

const COLUMNS = [
  { label: "Source" },
  { label: "Spans stored", number: true },
  { label: "Spans accepted", number: true },
  { label: "Rejected", number: true },
  { label: "Sent twice", number: true },
  { label: "Redacted", number: true },
  { label: "Cut", number: true },
  { label: "Late", number: true },
  { label: "Sampled out", number: true },
  { label: "Last accepted" },
  { label: "Queryable lag", number: true },
];
/** Sealing waits some seconds for a trace to be complete; longer is worth a look. */
const SLOW_SECONDS = 60;

/** Sources, busiest first: what each sent, and what became of it. */
export function SourceTable({ intake }: { intake: Intake }) {
  return (
    <Rows columns={COLUMNS} label="Sources">
      {intake.sources.map((source) => (
        <SourceRow key={source.source} source={source} windowSeconds={intake.window_seconds} />
      ))}
    </Rows>
  );
}

function SourceRow({ source, windowSeconds }: { source: IntakeSource; windowSeconds: number }) {
  const others = otherSignals(source);
  return (
    <tr>
      <td>
        {source.source || "no name (unreadable)"}
        {others && <Sub>and {others}</Sub>}
      </td>
      <td data-number>
        {count(source.stored_spans)}
        {source.stored_spans > 0 && <Sub>{rate(source.stored_spans, windowSeconds)}</Sub>}
      </td>
      <td data-number>{count(total(source, "accepted", "traces") || null)}</td>
      <Fate source={source} of="rejected" bad />
      <Fate source={source} of="deduplicated" />
      <Fate source={source} of="redacted" />
      <Fate source={source} of="truncated" />
      <Fate source={source} of="late" />
      <Fate source={source} of="sampled_out" />
      <td style={{ whiteSpace: "nowrap" }}>
        {source.last_accepted_at ? <Instant at={source.last_accepted_at} /> : "never"}
      </td>
      <td data-number>
        <Lag seconds={source.lag_seconds} />
      </td>
    </tr>
  );
}

/** How far the newest span that is sealed lies behind the newest that came. */
function Lag({ seconds }: { seconds: number | null }) {
  if (seconds === null) return MISSING;
  if (seconds === 0) return "none";
  return seconds > SLOW_SECONDS ? <Tag tone="warn">{duration(seconds)}</Tag> : duration(seconds);
}

/** A count whose reasons show on hovering; none is a dash, so that what happened stands out. */
function Fate({ source, of, bad = false }: { source: IntakeSource; of: Disposition; bad?: boolean }) {
  const items = total(source, of);
  const why = reasons(source, of);
  if (items === 0) return <td data-number>{MISSING}</td>;
  const shown = bad ? <Tag tone="bad">{count(items)}</Tag> : <span>{count(items)}</span>;
  return (
    <td data-number>
      {why ? (
        <Tooltip label={<span style={{ whiteSpace: "pre-line" }}>{why}</span>} withinPortal>
          <span>{shown}</span>
        </Tooltip>
      ) : (
        shown
      )}
    </td>
  );
}
