/** Where each span of a trace is drawn: order and depth from parentage, place and width from time. */

import type { Span } from "@/lib/api/types";

export interface Bar {
  span: Span;
  /** Steps below its root. */
  depth: number;
  /** Left edge and width as shares of the trace's length, in [0, 1]. */
  left: number;
  width: number;
  /** The error began here: it failed and nothing below it did. */
  origin: boolean;
  /** Its parent was never received. */
  orphan: boolean;
}

export interface Waterfall {
  bars: Bar[];
  lengthSeconds: number;
}

/** Lays spans out parents first, children by start. Orphans and members of a cycle are drawn as roots, never lost. */
export function layout(spans: readonly Span[]): Waterfall {
  const start = Math.min(...spans.map((span) => span.offset_seconds));
  const lengthSeconds = spans.length > 0 ? Math.max(...spans.map(endOf)) - start : 0;
  const failingBelow = parentsOfErrors(spans);
  const share = (seconds: number, atOnce: number) => (lengthSeconds > 0 ? seconds / lengthSeconds : atOnce);
  const bars = depthFirst(spans).map(
    ({ span, depth, orphan }): Bar => ({
      span,
      depth,
      orphan,
      left: share(span.offset_seconds - start, 0),
      width: share(span.duration_seconds, 1),
      origin: span.is_error && !failingBelow.has(span.span_id),
    }),
  );
  return { bars, lengthSeconds };
}

function endOf(span: Span): number {
  return span.offset_seconds + span.duration_seconds;
}

interface Placed {
  span: Span;
  depth: number;
  orphan: boolean;
}

function depthFirst(spans: readonly Span[]): Placed[] {
  const known = new Set(spans.map((span) => span.span_id));
  const children = new Map<string | null, Span[]>();
  for (const span of byStart(spans)) {
    const parent = parentIn(span, known);
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const placed: Placed[] = [];
  const seen = new Set<string>();
  const place = (first: Span, orphan: boolean) => {
    const waiting: Placed[] = [{ span: first, depth: 0, orphan }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (seen.has(next.span.span_id)) continue;
      seen.add(next.span.span_id);
      placed.push(next);
      const depth = next.depth + 1;
      const below = children.get(next.span.span_id) ?? [];
      waiting.push(...below.toReversed().map((span) => ({ span, depth, orphan: false })));
    }
  };
  for (const root of children.get(null) ?? []) place(root, root.parent_span_id !== null);
  for (const span of byStart(spans)) if (!seen.has(span.span_id)) place(span, true);
  return placed;
}

function parentIn(span: Span, known: ReadonlySet<string>): string | null {
  const parent = span.parent_span_id;
  return parent !== null && known.has(parent) ? parent : null;
}

function byStart(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.offset_seconds - b.offset_seconds || endOf(b) - endOf(a));
}

/** Ids of all spans that have a failed span somewhere below them. */
function parentsOfErrors(spans: readonly Span[]): Set<string> {
  const parentOf = new Map(spans.map((span) => [span.span_id, span.parent_span_id]));
  const above = new Set<string>();
  for (const span of spans) {
    if (!span.is_error) continue;
    let parent = span.parent_span_id;
    while (parent !== null && parent !== undefined && !above.has(parent) && parent !== span.span_id) {
      above.add(parent);
      parent = parentOf.get(parent) ?? null;
    }
  }
  return above;
}

const NICE = [1, 2, 5];

/** Round instants for a time axis over `lengthSeconds`, from 0, at most `most` of them. */
export function ticks(lengthSeconds: number, most = 6): number[] {
  if (lengthSeconds <= 0) return [0];
  const power = 10 ** Math.floor(Math.log10(lengthSeconds / most));
  const step =
    [...NICE, 10].map((nice) => nice * power).find((size) => lengthSeconds / size <= most) ?? lengthSeconds;
  return Array.from({ length: Math.floor(lengthSeconds / step) + 1 }, (_, index) => index * step);
}

/** The span a reader wants first: where an error began, else the last answer of a model, else the root. */
export function firstToRead({ bars }: Waterfall): Bar | undefined {
  return bars.find((bar) => bar.origin) ?? bars.findLast((bar) => bar.span.kind === "llm") ?? bars[0];
}
