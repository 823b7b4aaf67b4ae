import type { Tone } from "@/components/tone";
import type { ActionState } from "@/lib/api/types";

interface Meaning {
  tone: Tone;
  label: string;
}

/** What each state of an action means to whoever waits for it. */
const MEANING: Record<ActionState, Meaning> = {
  proposed: { tone: "warn", label: "waits for approval" },
  approved: { tone: "accent", label: "approved" },
  running: { tone: "accent", label: "running" },
  verifying: { tone: "accent", label: "verifying recovery" },
  observed: { tone: "calm", label: "observed only" },
  verified: { tone: "good", label: "recovery verified" },
  undone: { tone: "warn", label: "undone: it did not help" },
  rejected: { tone: "calm", label: "rejected" },
  denied: { tone: "bad", label: "denied by policy" },
  expired: { tone: "calm", label: "expired" },
  failed: { tone: "bad", label: "failed" },
};

export function meaning(state: ActionState): Meaning {
  return MEANING[state];
}

/** The steps every action that runs goes through, in order. */
export const STEPS: readonly ActionState[] = ["proposed", "approved", "running", "verifying", "verified"];
