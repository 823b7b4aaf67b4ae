import type { BurnRate, SloStatus } from "@/lib/api/types";

/** The burn a reader wants first: the firing rule's long window, else that of the shortest long window. */
export function fastestBurn(status: Pick<SloStatus, "firing" | "verdicts">): BurnRate | undefined {
  if (status.firing) return status.firing.long;
  const [shortest] = [...status.verdicts].sort((a, b) => a.window.long_seconds - b.window.long_seconds);
  return shortest?.long;
}
