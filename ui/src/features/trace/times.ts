import type { LogRecord, Trace } from "@/lib/api/types";

/**
 * Start of a trace in nanoseconds since the epoch: its earliest span's; where no span is stored its task's, and where
 * there is no task either its first record's.
 */
export function startOf({ spans, task }: Trace, records: readonly LogRecord[]): number {
  if (spans.length > 0) return Math.min(...spans.map((span) => span.start_ns));
  return task ? Date.parse(task.started_at) * 1e6 : (records[0]?.at_ns ?? 0);
}

/** Seconds from the start of a trace to a record; below zero for one that came before the first span. */
export function offsetOf(record: LogRecord, startNs: number): number {
  return (record.at_ns - startNs) / 1e9;
}
