import type { Change } from "@/lib/api/types";

/** Changes that may matter to a journey, as marks for a chart: its own and those that apply everywhere. */
export function marksFor(
  changes: readonly Change[],
  journey: string | null,
): { at: string; label: string }[] {
  return changes
    .filter(({ scope }) => journey === null || scope.journey === "" || scope.journey === journey)
    .map((change) => ({ at: change.at, label: `${change.subject} ${change.to}` }));
}
