import type { SliPoint } from "@/lib/api/types";

/** [milliseconds since the epoch, value]; null breaks the line. */
export type Dot = [number, number | null];

/**
 * Points as the line of a chart. Steps without tasks are missing from the series; the line breaks there, because no
 * traffic is neither good nor bad.
 */
export function ratioDots(points: readonly SliPoint[], stepSeconds: number): Dot[] {
  const dots: Dot[] = [];
  let previous: number | undefined;
  for (const point of points) {
    const at = Date.parse(point.start);
    if (previous !== undefined && at - previous > stepSeconds * 1500)
      dots.push([previous + stepSeconds * 1000, null]);
    dots.push([at, point.total > 0 ? point.good / point.total : null]);
    previous = at;
  }
  return dots;
}

export function totalDots(points: readonly SliPoint[]): Dot[] {
  return points.map((point) => [Date.parse(point.start), point.total]);
}

/** Lower end of the ratio axis: a little below the worst point and the target, at a round value. */
export function floorOf(dots: readonly Dot[], target: number): number {
  const lowest = Math.min(target, ...dots.flatMap(([, ratio]) => (ratio === null ? [] : [ratio])));
  const room = Math.max((1 - lowest) * 0.15, 0.001);
  const step = 1 - lowest > 0.2 ? 0.1 : 1 - lowest > 0.02 ? 0.01 : 0.001;
  return Math.max(0, Math.floor((lowest - room) / step) * step);
}
