import type { Refusal } from "@/lib/api/types";

export interface Refused {
  newest: Refusal;
  times: number;
}

/** Refusals in their order, alike ones that follow each other as one: an exporter tries again and again. */
export function folded(refusals: readonly Refusal[]): Refused[] {
  const runs: Refused[] = [];
  for (const refusal of refusals) {
    const last = runs.at(-1);
    if (last && said(last.newest) === said(refusal)) last.times += 1;
    else runs.push({ newest: refusal, times: 1 });
  }
  return runs;
}

function said({ signal, status, sender, source, reason, message }: Refusal): string {
  return JSON.stringify([signal, status, sender, source, reason, message]);
}
