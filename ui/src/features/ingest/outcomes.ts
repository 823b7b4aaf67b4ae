import type { Tone } from "@/components/tone";
import type { Outcome } from "@/lib/api/types";

const TONES: Record<Outcome, Tone> = { success: "good", failure: "bad", abandoned: "warn", unknown: "calm" };

export function outcomeTone(outcome: Outcome): Tone {
  return TONES[outcome];
}
