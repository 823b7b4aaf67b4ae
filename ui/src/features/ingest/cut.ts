import type { Span } from "@/lib/api/types";

const CUT = "tocsin.cut";

/** Names of the attributes among these that were cut to the size limit when they arrived. */
export function cutOf(values: Span["attributes"]): readonly string[] {
  const text = values[CUT];
  if (text === undefined) return [];
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}
