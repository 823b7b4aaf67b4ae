/** A breakdown over time as layers of a stack: every step has a place, also those without a task. */

import type { BreakdownPoint, BreakdownSeries } from "@/lib/api/types";

export const NONE = "(none)";
export const OTHER = "(other)";

export interface Layer {
  /** null is all values beyond the largest together. */
  value: string | null;
  label: string;
  /** One number for each start. */
  amounts: number[];
}

export interface Layers {
  /** Starts of the steps, in milliseconds since the epoch. */
  starts: number[];
  layers: Layer[];
}

/** The name that a value goes by: tasks without one and the rest have none. */
export function labelOfValue(value: string | null): string {
  if (value === null) return OTHER;
  return value === "" ? NONE : value;
}

/** Lays the series out, the largest layer first and the rest last. */
export function layersOf(series: BreakdownSeries, amountOf: (point: BreakdownPoint) => number): Layers {
  const starts = startsOf(series);
  const places = new Map(starts.map((start, place) => [start, place]));
  const layers = new Map<string | null, Layer>();
  for (const point of series.points) {
    const place = places.get(Date.parse(point.start));
    if (place === undefined) continue;
    const layer = layers.get(point.value) ?? emptyLayer(point.value, starts.length);
    layer.amounts[place] = amountOf(point);
    layers.set(point.value, layer);
  }
  return { starts, layers: [...layers.values()].sort(byRank) };
}

function emptyLayer(value: string | null, steps: number): Layer {
  return { value, label: labelOfValue(value), amounts: Array<number>(steps).fill(0) };
}

function byRank(a: Layer, b: Layer): number {
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
  return sum(b.amounts) - sum(a.amounts);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** Steps begin at multiples of their length since the epoch, as the API's do; the first holds the window's start. */
function startsOf({ start, end, step_seconds, points }: BreakdownSeries): number[] {
  const step = step_seconds * 1000;
  const known = points[0] === undefined ? 0 : Date.parse(points[0].start) % step;
  const first = Math.floor((Date.parse(start) - known) / step) * step + known;
  const steps = Math.ceil((Date.parse(end) - first) / step);
  return Array.from({ length: Math.max(0, steps) }, (_, place) => first + place * step);
}
