/** Instants as text, in the zone the reader chose. */

import type { Zone } from "./zone";

function options(zone: Zone): Intl.DateTimeFormatOptions {
  return { hourCycle: "h23", ...(zone === "utc" ? { timeZone: "UTC" } : {}) };
}

/** "14:03:09" */
export function clockTime(at: Date, zone: Zone): string {
  return at.toLocaleTimeString("en", { ...options(zone), timeStyle: "medium" });
}

/** "14:03" */
export function clockMinutes(at: Date, zone: Zone): string {
  return at.toLocaleTimeString("en", { ...options(zone), hour: "2-digit", minute: "2-digit" });
}

/** "21 Nov" */
export function day(at: Date, zone: Zone): string {
  return at.toLocaleDateString("en-GB", { ...options(zone), day: "numeric", month: "short" });
}

/** "21 Nov 2026, 14:03:09" */
export function fullTime(at: Date, zone: Zone): string {
  const date = at.toLocaleDateString("en-GB", {
    ...options(zone),
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  return `${date}, ${clockTime(at, zone)}`;
}
