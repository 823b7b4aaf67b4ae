import { expect, it } from "vitest";
import type { LogRecord, Trace } from "@/lib/api/types";
import { offsetOf, startOf } from "./times";

const record = { at_ns: 5e9 } as LogRecord;

function trace(starts: number[], startedAt?: string): Trace {
  const task = startedAt === undefined ? null : { started_at: startedAt };
  return { spans: starts.map((start_ns) => ({ start_ns })), task, scores: [] } as unknown as Trace;
}

it("begins with the earliest span, else with the task, else with the first record", () => {
  expect(startOf(trace([4e9, 3e9], "1970-01-01T00:00:02Z"), [record])).toBe(3e9);
  expect(startOf(trace([], "1970-01-01T00:00:02Z"), [record])).toBe(2e9);
  expect(startOf(trace([]), [record])).toBe(5e9);
});

it("counts seconds from there, also backwards", () => {
  expect(offsetOf(record, 4e9)).toBe(1);
  expect(offsetOf(record, 6e9)).toBe(-1);
});
