import type { BreakdownRow } from "@/lib/api/types";

/** Dollars for one task; null without tasks. */
export function costPerTask({ cost_usd, tasks }: BreakdownRow): number | null {
  return tasks > 0 ? cost_usd / tasks : null;
}

/** Whether anything is known of what it cost, be it a lower bound. */
export function isCostKnown({ cost_usd, unpriced_calls }: BreakdownRow): boolean {
  return cost_usd > 0 || unpriced_calls === 0;
}
