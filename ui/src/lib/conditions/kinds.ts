/** What tasks can be narrowed by: the API's parameters, and how a person says them. */

import type { Dimension } from "@/lib/api/types";

/** How a value is given: out of those seen, typed, as a number, or not at all. */
export type Entry = "seen" | "choice" | "typed" | "number" | "flag" | "score";

interface KindFacts {
  label: string;
  entry: Entry;
  /** Where values that were seen come from. */
  dimension?: Dimension;
  choices?: readonly string[];
  /** Shown in the empty field, and beside a number. */
  hint?: string;
  /** "2 s": what stands around the number. */
  prefix?: string;
  unit?: string;
  group: "What it was" | "Whom it served" | "What it used" | "How it went";
}

const seen = (label: string, dimension: Dimension, group: KindFacts["group"]): KindFacts => ({
  label,
  entry: "seen",
  dimension,
  group,
});

const bound = (label: string, sign: "≥" | "≤", around: { prefix?: string; unit?: string }): KindFacts => ({
  label: `${label} ${sign}`,
  entry: "number",
  group: "How it went",
  ...around,
});

const SECONDS = { unit: " s" };
const DOLLARS = { prefix: "$" };

/** In the order in which they are offered; the keys are the API's parameters and the page's. */
export const KINDS = {
  journey: seen("Journey", "journey", "What it was"),
  service: seen("Service", "service", "What it was"),
  feature: seen("Feature", "feature", "What it was"),
  release: { label: "Release", entry: "typed", hint: "prompt:support-answer=v2", group: "What it was" },
  user: seen("User", "user", "Whom it served"),
  session: seen("Session", "session", "Whom it served"),
  tenant: seen("Tenant", "tenant", "Whom it served"),
  team: seen("Team", "team", "Whom it served"),
  model: seen("Model", "model", "What it used"),
  vendor: seen("Vendor", "vendor", "What it used"),
  prompt: seen("Prompt", "prompt", "What it used"),
  outcome: {
    label: "Outcome",
    entry: "choice",
    choices: ["success", "failure", "abandoned", "unknown"],
    group: "How it went",
  },
  errors: { label: "Errors only", entry: "flag", group: "How it went" },
  score: { label: "Score", entry: "score", hint: "faithfulness", group: "How it went" },
  min_duration_seconds: bound("Duration", "≥", SECONDS),
  max_duration_seconds: bound("Duration", "≤", SECONDS),
  min_cost_usd: bound("Cost", "≥", DOLLARS),
  max_cost_usd: bound("Cost", "≤", DOLLARS),
  min_tokens: bound("Tokens", "≥", {}),
  max_tokens: bound("Tokens", "≤", {}),
  mark: {
    label: "Mark",
    entry: "choice",
    choices: [
      "late",
      "clock_ahead",
      "clock_behind",
      "clock_skew",
      "no_root",
      "several_roots",
      "orphans",
      "cycle",
      "unfinished",
    ],
    group: "How it went",
  },
} as const satisfies Record<string, KindFacts>;

export type Kind = keyof typeof KINDS;

/** The facts of a kind, with those that only some kinds have. */
export function factsOf(kind: Kind): KindFacts {
  return KINDS[kind];
}

export function isKind(name: string): name is Kind {
  return Object.hasOwn(KINDS, name);
}

/** The condition that a dimension's value is narrowed by; null for a dimension that no condition is of. */
export function kindOf(dimension: Dimension): Kind | null {
  return dimension !== "prompt_version" && isKind(dimension) ? dimension : null;
}
