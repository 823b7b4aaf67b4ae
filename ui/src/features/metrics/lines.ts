/** Series of a metric as lines: named by their group, broken where steps have no value. */

import type { MetricDetail, MetricSeries } from "@/lib/api/types";

/** [milliseconds since the epoch, value]; null breaks the line. */
export type Dot = [number, number | null];

export interface Line {
  label: string;
  dots: Dot[];
  last: number | null;
}

export const ALL = "all together";

/** "model gpt-4o, type input": the values alone where one attribute groups. */
export function labelOf(group: MetricSeries["group"]): string {
  const parts = Object.entries(group);
  if (parts.length === 0) return ALL;
  if (parts.length === 1) return parts[0]?.[1] || "(none)";
  return parts.map(([name, value]) => `${name} ${value || "(none)"}`).join(", ");
}

/** Lines in a fixed order, so that their colours stay when values change. */
export function linesOf({ series, step_seconds }: MetricDetail): Line[] {
  return series
    .map((one) => ({
      label: labelOf(one.group),
      dots: dotsOf(one, step_seconds),
      last: one.samples.at(-1)?.value ?? null,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function dotsOf({ samples }: MetricSeries, stepSeconds: number): Dot[] {
  const dots: Dot[] = [];
  let previous: number | undefined;
  for (const { start, value } of samples) {
    const at = Date.parse(start);
    if (previous !== undefined && at - previous > stepSeconds * GAP_MS)
      dots.push([previous + stepSeconds * 1000, null]);
    dots.push([at, value]);
    previous = at;
  }
  return dots;
}

/** Emitters are seldom on time to the second: a line breaks when more than two steps are missing. */
const GAP_MS = 3_500;

/** Whether no line goes to a dot, from the left or from the right. */
export function standsAlone(dots: readonly Dot[], place: number): boolean {
  const hasValue = (dot: Dot | undefined) => dot !== undefined && dot[1] !== null;
  return !hasValue(dots[place - 1]) && !hasValue(dots[place + 1]);
}

/** The largest distance of any value from zero. */
export function largestOf(lines: readonly Line[]): number {
  return lines.reduce(
    (largest, { dots }) => dots.reduce((most, [, value]) => Math.max(most, Math.abs(value ?? 0)), largest),
    0,
  );
}
