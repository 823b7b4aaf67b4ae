import type { Outcome } from "@/lib/api/types";

/** What the list of traces is narrowed to; the same names as in the API and in the page's URL. */
export interface TraceFilter {
  journey?: string;
  service?: string;
  outcome?: Outcome;
  model?: string;
  vendor?: string;
  release?: string;
  min_duration_seconds?: number;
  min_cost_usd?: number;
  start?: string;
  end?: string;
}

const TEXTS = ["journey", "service", "model", "vendor", "release", "start", "end"] as const;
const NUMBERS = ["min_duration_seconds", "min_cost_usd"] as const;
export const OUTCOMES: readonly Outcome[] = ["success", "failure", "abandoned", "unknown"];

/** Reads a filter out of a URL; what it does not know or cannot read is left out. */
export function readFilter(url: URLSearchParams): TraceFilter {
  const filter: TraceFilter = {};
  for (const name of TEXTS) {
    const value = url.get(name);
    if (value) filter[name] = value;
  }
  for (const name of NUMBERS) {
    const value = Number(url.get(name) ?? "");
    if (value > 0) filter[name] = value;
  }
  const outcome = OUTCOMES.find((known) => known === url.get("outcome"));
  if (outcome) filter.outcome = outcome;
  return filter;
}

/** Writes a filter into a URL; `readFilter` gives it back. */
export function writeFilter(filter: TraceFilter): URLSearchParams {
  const url = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== "") url.set(name, String(value));
  }
  return url;
}

/** The filter as the API takes it: it allows several values where the page allows one. */
export function asQuery({ journey, service, outcome, model, vendor, release, ...rest }: TraceFilter) {
  const one = <T>(value: T | undefined) => (value === undefined ? undefined : [value]);
  return {
    ...rest,
    journey: one(journey),
    service: one(service),
    outcome: one(outcome),
    model: one(model),
    vendor: one(vendor),
    release: one(release),
  };
}
