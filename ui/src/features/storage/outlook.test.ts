import { expect, it } from "vitest";
import type { Storage, StoredTable } from "@/lib/api/types";
import { kept, keptOf, outlook } from "./outlook";

function storage(free: number, days_left: number | null, covered_seconds = 86_400): Storage {
  return {
    at: "2026-11-21T00:00:00Z",
    tables: [],
    disk: { total: 100, free, reserve: 10 },
    net_bytes_per_day: 1,
    covered_seconds,
    days_left,
  };
}

it.each([
  [5, 3, "full: nothing is taken in", "bad"],
  [50, null, "does not fill up", "good"],
  [50, 0.4, "less than a day", "bad"],
  [50, 1.9, "1 day", "bad"],
  [50, 12.5, "12 days", "warn"],
  [50, 200, "200 days", "good"],
  [50, 5000, "over a year", "good"],
])("with %i free and %j days left says %s", (free, days, text, tone) => {
  expect(outlook(storage(free, days))).toEqual({ text, tone });
});

it("does not foretell from less than a day", () => {
  expect(outlook(storage(50, null, 3600)).text).toBe("known after a day");
});

const SPANS: StoredTable = {
  name: "spans",
  rows: 1,
  bytes_on_disk: 1,
  oldest: null,
  newest: null,
  retain_seconds: 7_776_000,
  bytes_per_day: 0,
  ordinary_retain_seconds: 2_592_000,
};

it("says both when failures are kept longer", () => {
  expect(keptOf(SPANS)).toBe("30 days, failures 90 days");
  expect(keptOf({ ...SPANS, ordinary_retain_seconds: null })).toBe("90 days");
});

it.each([
  [null, "for ever"],
  [86_400, "1 day"],
  [7_776_000, "90 days"],
  [7_200, "2 h"],
])("keeps %j seconds %s", (seconds, text) => {
  expect(kept(seconds)).toBe(text);
});
