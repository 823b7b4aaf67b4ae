import type { SpanKind } from "@/lib/api/types";

/** The colour of a kind of span. The kind's name always stands beside it. */
export function kindColor(kind: SpanKind): string {
  return `var(--kind-${kind})`;
}
