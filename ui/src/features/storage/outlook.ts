import type { Tone } from "@/components/tone";
import type { Storage, StoredTable } from "@/lib/api/types";

const SOON_DAYS = 7;
const NEAR_DAYS = 30;
const YEAR_DAYS = 365;
const DAY_SECONDS = 86_400;

/** How long the disk lasts at the rate of the last day, and how much that matters. */
export function outlook({ disk, days_left, covered_seconds }: Storage): { text: string; tone: Tone } {
  if (disk.free < disk.reserve) return { text: "full: nothing is taken in", tone: "bad" };
  if (covered_seconds < DAY_SECONDS) return { text: "known after a day", tone: "calm" };
  if (days_left === null) return { text: "does not fill up", tone: "good" };
  if (days_left > YEAR_DAYS) return { text: "over a year", tone: "good" };
  const days = Math.floor(days_left);
  const text = days < 1 ? "less than a day" : days === 1 ? "1 day" : `${days} days`;
  if (days_left < SOON_DAYS) return { text, tone: "bad" };
  return { text, tone: days_left < NEAR_DAYS ? "warn" : "good" };
}

/** "30 days, failures 90 days" where they differ. */
export function keptOf(table: StoredTable): string {
  const longest = kept(table.retain_seconds);
  const ordinary = table.ordinary_retain_seconds;
  return ordinary === null ? longest : `${kept(ordinary)}, failures ${longest}`;
}

/** "90 days"; what is kept for ever has no length. */
export function kept(seconds: number | null): string {
  if (seconds === null) return "for ever";
  const days = seconds / DAY_SECONDS;
  return days >= 1 ? `${Number(days.toFixed(1))} ${days === 1 ? "day" : "days"}` : `${seconds / 3600} h`;
}

/** Bytes a stored row takes; a dash without rows. */
export function bytesPerRow(bytes: number, rows: number): number | null {
  return rows > 0 ? bytes / rows : null;
}

/** The part of a disk that is in use, in [0, 1]. */
export function used({ total, free }: Storage["disk"]): number {
  return total > 0 ? 1 - free / total : 0;
}
