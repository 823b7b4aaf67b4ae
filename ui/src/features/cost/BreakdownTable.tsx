import { Rows } from "@/components/Rows";
import type { BreakdownRow, Breakdown as Parts } from "@/lib/api/types";
import type { Condition } from "@/lib/conditions/conditions";
import { BreakdownLine } from "./BreakdownLine";
import { conditionOf, isOfCalls, labelOf, type Split } from "./dimensions";
import { OTHER } from "./layers";
import type { Measure } from "./measures";
import { isCostKnown } from "./rows";

interface Props {
  parts: Parts;
  split: Split;
  measure: Measure;
  colorOf: (value: string | null) => string;
  /** Where the tasks of a condition are listed. */
  tracesOf: (conditions: readonly Condition[]) => string;
  onNarrow: (condition: Condition) => void;
}

/** What the tasks of each value did and used, largest first, then the rest and the whole. */
export function BreakdownTable({ parts, split, measure, colorOf, tracesOf, onNarrow }: Props) {
  const { rows, other, total } = parts;
  const whole = total === null ? 0 : measure.of(total);
  const shareOf = (row: BreakdownRow) =>
    whole > 0 && (measure.name !== "cost" || isCostKnown(row)) ? measure.of(row) / whole : null;
  const columns = [
    { label: labelOf(split.by) },
    { label: "Cost", number: true },
    { label: `Share of ${measure.label.toLowerCase()}`, number: true },
    { label: "Tasks", number: true },
    { label: "Failures", number: true },
    { label: "Cost / task", number: true },
    { label: "Tokens in / out", number: true },
    { label: "p50 / p95", number: true },
  ];
  return (
    <Rows columns={columns} label={`${measure.label} by ${labelOf(split.by).toLowerCase()}`}>
      {rows.map((row) => {
        const condition = conditionOf(split, row.value);
        return (
          <BreakdownLine
            key={row.value}
            row={row}
            name={row.value || noneOf(split)}
            color={colorOf(row.value)}
            share={shareOf(row)}
            condition={condition}
            tracesOf={tracesOf}
            onNarrow={onNarrow}
          />
        );
      })}
      {other && <BreakdownLine row={other} name={OTHER} color={colorOf(null)} share={shareOf(other)} faint />}
      {total && rows.length > 0 && (
        <BreakdownLine row={total} name={isOfCalls(split.by) ? "All, each task once" : "All"} strong />
      )}
    </Rows>
  );
}

function noneOf({ by }: Split): string {
  return isOfCalls(by) ? "no model call says one" : `no ${labelOf(by).toLowerCase()}`;
}
