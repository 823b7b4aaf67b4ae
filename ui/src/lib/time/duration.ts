/** Lengths of time as text, at most two units. */

import { MISSING } from "../format";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length in seconds: "340 ms", "7.8 s", "12 min 4 s", "3 h 20 min", "2 d 4 h". */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null) return MISSING;
  if (seconds < 0.0005) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${digits(seconds, 2)} s`;
  if (seconds < 59.5) return `${digits(seconds, 1)} s`;
  return long(Math.round(seconds));
}

function long(seconds: number): string {
  if (seconds < HOUR) return two(seconds, MINUTE, "min", 1, "s");
  if (seconds < DAY) return two(seconds, HOUR, "h", MINUTE, "min");
  return two(seconds, DAY, "d", HOUR, "h");
}

function two(seconds: number, major: number, majorUnit: string, minor: number, minorUnit: string): string {
  const whole = Math.floor(seconds / major);
  const rest = Math.floor((seconds - whole * major) / minor);
  return rest === 0 ? `${whole} ${majorUnit}` : `${whole} ${majorUnit} ${rest} ${minorUnit}`;
}

/** Whole seconds stay whole; others keep all their digits, so that columns line up. */
function digits(seconds: number, after: number): string {
  return Number.isInteger(seconds) ? String(seconds) : seconds.toFixed(after);
}

/** A length in whole seconds with one unit, for ages that tick: "4 s", "12 min", "3 h", "9 d". */
export function age(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < 2 * DAY) return `${Math.floor(whole / HOUR)} h`;
  return `${Math.floor(whole / DAY)} d`;
}
