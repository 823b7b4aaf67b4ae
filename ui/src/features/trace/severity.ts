import type { Tone } from "@/components/tone";

/** Names of OpenTelemetry's severity numbers, four to each, from 1 on (logs data model, "Severity fields"). */
const NAMES = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
const NUMBERS_A_NAME = 4;
const WARN = 13;
const ERROR = 17;

/** "warn" for 13 to 16; empty when the record gives no severity. */
export function severityName(severity: number): string {
  if (severity < 1) return "";
  return NAMES[Math.floor((severity - 1) / NUMBERS_A_NAME)] ?? "fatal";
}

export function severityTone(severity: number): Tone {
  if (severity >= ERROR) return "bad";
  return severity >= WARN ? "warn" : "calm";
}
