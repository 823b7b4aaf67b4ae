import { duration } from "@/lib/time/duration";
import { useNow } from "@/lib/time/now";

/** Time from one instant to another, or to now while there is no other. */
export function Elapsed({ from, to }: { from: string; to?: string | null }) {
  return to ? duration((Date.parse(to) - Date.parse(from)) / 1000) : <Running from={from} />;
}

function Running({ from }: { from: string }) {
  return <>{duration(Math.max(0, Math.floor((useNow() - Date.parse(from)) / 1000)))}</>;
}
