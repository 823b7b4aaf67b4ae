import type { Outcome } from "@/lib/api/types";
import { Tag } from "./Tag";
import type { Tone } from "./tone";

const TONES: Record<Outcome, Tone> = { success: "good", failure: "bad", abandoned: "warn", unknown: "calm" };

/** How a task ended. */
export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  return <Tag tone={TONES[outcome]}>{outcome}</Tag>;
}
