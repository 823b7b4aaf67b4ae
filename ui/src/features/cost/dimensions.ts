import type { Dimension } from "@/lib/api/types";
import type { Condition } from "@/lib/conditions/conditions";
import { kindOf } from "@/lib/conditions/kinds";

/** What can be split by, in the order in which it is offered. */
export const DIMENSIONS: readonly { value: Dimension; label: string }[] = [
  { value: "journey", label: "Journey" },
  { value: "feature", label: "Feature" },
  { value: "team", label: "Team" },
  { value: "tenant", label: "Tenant" },
  { value: "user", label: "User" },
  { value: "session", label: "Session" },
  { value: "service", label: "Service" },
  { value: "model", label: "Model" },
  { value: "vendor", label: "Vendor" },
  { value: "prompt", label: "Prompt" },
  { value: "prompt_version", label: "Prompt version" },
  { value: "release", label: "Release" },
  { value: "outcome", label: "Outcome" },
];

/** Calls have these, so a task with several values counts under each. */
const OF_CALLS: readonly Dimension[] = ["model", "vendor", "prompt", "prompt_version"];

export function isOfCalls(by: Dimension): boolean {
  return OF_CALLS.includes(by);
}

export function labelOf(by: Dimension): string {
  return DIMENSIONS.find(({ value }) => value === by)?.label ?? by;
}

/** What tasks are split by; `release` says which release, and is set for that dimension only. */
export interface Split {
  by: Dimension;
  release: string | null;
}

/** The split that a URL names; journeys when it names none that is known. */
export function readSplit(url: URLSearchParams): Split {
  const by = DIMENSIONS.find(({ value }) => value === url.get("by"))?.value ?? "journey";
  return { by, release: by === "release" ? url.get("release_key") : null };
}

/** The condition that leaves only one value of the split; null where none can say it. */
export function conditionOf({ by, release }: Split, value: string): Condition | null {
  if (by === "release") return value && release ? { kind: "release", value: `${release}=${value}` } : null;
  if (by === "prompt_version") return ofVersion(value);
  const kind = kindOf(by);
  // A task whose calls name no model cannot be asked for by the model that is not there.
  if (kind === null || (value === "" && isOfCalls(by))) return null;
  return { kind, value };
}

/** "answer@v2": the release of a prompt that its calls carried. */
function ofVersion(value: string): Condition | null {
  const at = value.lastIndexOf("@");
  if (at <= 0 || at === value.length - 1) return null;
  return { kind: "release", value: `prompt:${value.slice(0, at)}=${value.slice(at + 1)}` };
}
