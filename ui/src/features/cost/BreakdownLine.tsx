import { ActionIcon, Tooltip } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { Link } from "react-router";
import { Meter } from "@/components/Meter";
import { Swatch } from "@/components/Swatch";
import type { BreakdownRow } from "@/lib/api/types";
import type { Condition } from "@/lib/conditions/conditions";
import { compact, count, MISSING, percent, plural, usd } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import classes from "./BreakdownLine.module.css";
import { costPerTask, isCostKnown } from "./rows";

interface Props {
  row: BreakdownRow;
  name: string;
  color?: string;
  /** Of the whole; left out where it says nothing. */
  share?: number | null;
  condition?: Condition | null;
  tracesOf?: (conditions: readonly Condition[]) => string;
  onNarrow?: (condition: Condition) => void;
  faint?: boolean;
  strong?: boolean;
}

const FAILED: Condition = { kind: "outcome", value: "failure" };

/** One value of a breakdown: its name leads to its traces, the funnel leaves only it. */
export function BreakdownLine(props: Props) {
  const { row, color, share, condition, tracesOf, faint, strong } = props;
  const failures = count(row.failures);
  return (
    <tr className={strong ? classes.strong : faint ? classes.faint : undefined}>
      <td>
        <div className={classes.name}>
          {color && <Swatch color={color} />}
          <Name {...props} />
        </div>
      </td>
      <td
        data-number
        title={row.unpriced_calls > 0 ? `${plural(row.unpriced_calls, "call")} without a price` : undefined}
      >
        {costText(row, row.cost_usd)}
      </td>
      <td data-number>{share == null ? null : <Share share={share} />}</td>
      <td data-number>{count(row.tasks)}</td>
      <td data-number>
        {row.failures > 0 && condition && tracesOf ? (
          <Link to={tracesOf([condition, FAILED])}>{failures}</Link>
        ) : (
          failures
        )}
        <span className={classes.rate}>{failureRate(row)}</span>
      </td>
      <td data-number>{costText(row, costPerTask(row))}</td>
      <td data-number>
        {compact(row.input_tokens)} / {compact(row.output_tokens)}
      </td>
      <td data-number>
        {duration(row.p50_seconds)} / {duration(row.p95_seconds)}
      </td>
    </tr>
  );
}

function Name({ name, condition, tracesOf, onNarrow }: Props) {
  if (!condition || !tracesOf || !onNarrow) return <span className={classes.text}>{name}</span>;
  return (
    <>
      <Link className={classes.text} to={tracesOf([condition])} title={`Traces of ${name}`}>
        {name}
      </Link>
      <Tooltip label="Only this">
        <ActionIcon
          className={classes.narrow}
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={`Only ${name}`}
          onClick={() => onNarrow(condition)}
        >
          <IconFilter size={14} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function Share({ share }: { share: number }) {
  return (
    <div className={classes.share}>
      <Meter share={share} />
      <span className={classes.percent}>{percent(share)}</span>
    </div>
  );
}

/** A lower bound says so, and a sum over nothing is no sum. */
function costText(row: BreakdownRow, cost: number | null): string {
  if (!isCostKnown(row)) return "no price";
  return `${row.unpriced_calls > 0 ? "≥ " : ""}${usd(cost)}`;
}

function failureRate({ successes, failures }: BreakdownRow): string {
  const judged = successes + failures;
  return judged > 0 ? percent(failures / judged) : MISSING;
}
