import type { Axis } from "@/lib/api/types";

/** What can change on its own, most frequent first. */
export const AXES: readonly Axis[] = [
  "prompt",
  "model",
  "index",
  "routing",
  "guardrail",
  "code",
  "config",
  "vendor",
  "price",
];

export function axisIn(text: string | null): Axis | undefined {
  return AXES.find((axis) => axis === text);
}
