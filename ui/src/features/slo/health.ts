import type { Tone } from "@/components/tone";
import type { SloStatus } from "@/lib/api/types";

interface Health {
  tone: Tone;
  label: string;
  /** 0 is loudest; lists sort by it. */
  order: number;
}

/** One word on an SLO. No traffic is not health: it gets its own word. */
export function health(status: Pick<SloStatus, "firing" | "budget_remaining" | "counts">): Health {
  if (status.firing?.window.level === "page") return { tone: "bad", label: "paging", order: 0 };
  if (status.firing) return { tone: "warn", label: "burning", order: 1 };
  if (status.budget_remaining === null) return { tone: "calm", label: "no traffic", order: 4 };
  if (status.budget_remaining <= 0) return { tone: "bad", label: "budget spent", order: 2 };
  return { tone: "good", label: "meets target", order: 3 };
}

export function budgetTone(remaining: number): Tone {
  if (remaining <= 0) return "bad";
  return remaining < 0.25 ? "warn" : "good";
}
