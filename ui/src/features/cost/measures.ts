import type { BreakdownOrder, BreakdownPoint } from "@/lib/api/types";
import { count, usd } from "@/lib/format";

type Countable = Pick<BreakdownPoint, "cost_usd" | "input_tokens" | "output_tokens" | "tasks">;

export interface Measure {
  name: string;
  label: string;
  of: (row: Countable) => number;
  text: (value: number) => string;
  /** By what the API calls a value one of the largest. */
  order: BreakdownOrder;
}

const COST: Measure = {
  name: "cost",
  label: "Cost",
  of: (row) => row.cost_usd,
  text: usd,
  order: "cost_usd",
};

export const MEASURES: readonly Measure[] = [
  COST,
  {
    name: "tokens",
    label: "Tokens",
    of: (row) => row.input_tokens + row.output_tokens,
    text: count,
    order: "tokens",
  },
  { name: "tasks", label: "Tasks", of: (row) => row.tasks, text: count, order: "tasks" },
];

/** The measure that a URL names; cost when it names none that is known. */
export function measureNamed(name: string | null): Measure {
  return MEASURES.find((measure) => measure.name === name) ?? COST;
}
