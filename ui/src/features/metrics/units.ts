/** Values of metrics with their UCUM units, as people read them. */

import type { Metric, Statistic } from "@/lib/api/types";
import { bytes, compact, MISSING, percent } from "@/lib/format";
import { duration } from "@/lib/time/duration";

const SECONDS: Record<string, number> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 };
const BYTES: Record<string, number> = { By: 1, KiBy: 1024, MiBy: 1024 ** 2, kBy: 1000, MBy: 1e6 };

/** Whether a statistic counts observations, so that it does not have the unit of what was observed. */
function countsObservations({ type }: Metric, statistic: Statistic): boolean {
  return type !== "sum" && type !== "gauge" && (statistic === "rate" || statistic === "increase");
}

/** The unit as a word: "{token}" is "token", "1" and counts of observations have none. */
export function unitOf(metric: Metric, statistic: Statistic): string {
  const annotated = /^\{(.+)\}$/.exec(metric.unit)?.[1];
  const own = metric.unit === "1" ? "" : (annotated ?? metric.unit);
  const unit = countsObservations(metric, statistic) ? "observations" : own;
  return statistic === "rate" ? `${unit}/s` : unit;
}

/** A value of one statistic, with its unit where the number does not say it. */
export function valueText(metric: Metric, statistic: Statistic, value: number | null | undefined): string {
  if (value == null) return MISSING;
  const text = measuredText(metric, statistic, value);
  if (text !== null) return text;
  const unit = unitOf(metric, statistic);
  return unit ? `${numberText(value)} ${unit}` : numberText(value);
}

/** A value beside an axis, where the unit stands only as far as the number needs it. */
export function axisText(metric: Metric, statistic: Statistic, value: number): string {
  if (value === 0) return "0";
  return measuredText(metric, statistic, value) ?? numberText(value);
}

const AXIS_STEPS = 4;

/** Between two marks of an axis up to a value: a power of two for sizes, so that marks are round; else the chart's own. */
export function axisInterval(metric: Metric, statistic: Statistic, largest: number): number | undefined {
  const inBytes = BYTES[metric.unit];
  if (inBytes === undefined || statistic === "rate" || countsObservations(metric, statistic))
    return undefined;
  const step = (Math.abs(largest) * inBytes) / AXIS_STEPS;
  return step > 0 ? 2 ** Math.ceil(Math.log2(step)) / inBytes : undefined;
}

/** Times, sizes and shares in the form they have on every page; null for other units, and for counts and rates. */
function measuredText(metric: Metric, statistic: Statistic, value: number): string | null {
  if (statistic === "rate" || countsObservations(metric, statistic)) return null;
  const seconds = SECONDS[metric.unit];
  if (seconds !== undefined) return value < 0 ? `−${duration(-value * seconds)}` : duration(value * seconds);
  const inBytes = BYTES[metric.unit];
  if (inBytes !== undefined) return bytes(value * inBytes);
  return metric.unit === "%" ? percent(value / 100) : null;
}

/** Small numbers keep three digits, large ones are shortened. */
export function numberText(value: number): string {
  if (value !== 0 && Math.abs(value) < 1000) return String(Number(value.toPrecision(3)));
  return compact(value);
}
