import type { IntakeSource } from "@/lib/api/types";
import { count } from "@/lib/format";

type Fate = IntakeSource["fates"][number];
export type Disposition = Fate["disposition"];
type Signal = Fate["signal"];

/** How many items of a source, of one signal or of all, had one fate since the server started. */
export function total(source: IntakeSource, disposition: Disposition, signal?: Signal): number {
  return source.fates
    .filter((fate) => fate.disposition === disposition && (!signal || fate.signal === signal))
    .reduce((sum, fate) => sum + fate.count, 0);
}

/** Reasons of one fate, most frequent first, for a tooltip: "12 × reason". */
export function reasons(source: IntakeSource, disposition: Disposition): string {
  return source.fates
    .filter((fate) => fate.disposition === disposition && fate.reason !== "")
    .sort((a, b) => b.count - a.count)
    .map((fate) => `${count(fate.count)} × ${fate.reason}`)
    .join("\n");
}

/** What else a source sent than spans, such as "120 logs". */
export function otherSignals(source: IntakeSource): string {
  return Object.entries(source.received)
    .filter(([signal, items]) => signal !== "traces" && items)
    .map(([signal, items]) => `${count(items)} ${signal}`)
    .join(", ");
}
