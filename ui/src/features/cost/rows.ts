import type { BreakdownRow } from "@/lib/api/types";

/** Dollars for one task; null without tasks. */
export function costPerTask({ cost_usd, tasks }: BreakdownRow): number | null {
  return tasks > 0 ? cost_usd / tasks : null;
}
