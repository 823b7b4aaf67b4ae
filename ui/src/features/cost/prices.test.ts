import { describe, expect, it } from "vitest";
import { difference, perMillion, validity } from "./prices";

it.each([
  [2.5, "$2.50"],
  [0.075, "$0.075"],
  [0, "$0.00"],
  [undefined, "–"],
])("says %s dollars for a million tokens as %s", (usd, expected) => {
  expect(perMillion(usd)).toBe(expected);
});

describe("validity", () => {
  const period = { is_in_force: true, source: "published", note: "", rates: [] } as const;

  it("has no start for a price that has held for ever", () => {
    expect(validity({ ...period, rates: [], starts_at: "1970-01-01T00:00:00Z", ends_at: null })).toEqual({
      since: null,
      until: null,
    });
  });

  it("has the start of a price that became known later", () => {
    const starts_at = "2026-07-01T00:00:00Z";
    expect(validity({ ...period, rates: [], starts_at, ends_at: null }).since).toBe(starts_at);
  });
});

it("compares with what was computed, and with nothing when nothing was", () => {
  expect(difference(1.1, 1)).toBeCloseTo(0.1);
  expect(difference(1, 0)).toBeNull();
});
