import { describe, expect, it } from "vitest";
import type { Metric } from "@/lib/api/types";
import { axisInterval, axisText, unitOf, valueText } from "./units";

function metric(type: Metric["type"], unit: string): Metric {
  return {
    name: "m",
    type,
    temporality: "cumulative",
    is_monotonic: true,
    unit,
    description: "",
    services: [],
    attributes: [],
    series: 1,
    points: 1,
    last_at: "2026-11-21T00:00:00Z",
    statistics: [],
  };
}

describe("valueText", () => {
  it.each([
    ["histogram", "s", "p95", 0.25, "250 ms"],
    ["gauge", "ms", "mean", 1500, "1.50 s"],
    ["gauge", "By", "max", 2_500_000, "2.38 MiB"],
    ["histogram", "{token}", "mean", 1234.5, "1,235 token"],
    ["sum", "{refund}", "rate", 0.125, "0.125 refund/s"],
    ["histogram", "s", "rate", 2, "2 observations/s"],
    ["gauge", "1", "mean", 0.5, "0.5"],
    ["gauge", "%", "mean", 12.5, "12.5%"],
  ] as const)("says a %s in %s: %s", (type, unit, statistic, value, expected) => {
    expect(valueText(metric(type, unit), statistic, value)).toBe(expected);
  });

  it("has a dash for no value", () => {
    expect(valueText(metric("gauge", "s"), "mean", null)).toBe("–");
  });
});

it("gives counts of observations their own unit, whatever was observed", () => {
  expect(unitOf(metric("histogram", "s"), "increase")).toBe("observations");
  expect(unitOf(metric("sum", "{token}"), "increase")).toBe("token");
});

it("leaves the unit out beside an axis, unless the number needs it", () => {
  expect(axisText(metric("sum", "{token}"), "increase", 1500)).toBe("1,500");
  expect(axisText(metric("gauge", "s"), "mean", 0.5)).toBe("500 ms");
  expect(axisText(metric("gauge", "s"), "mean", 0)).toBe("0");
});

describe("axisInterval", () => {
  it("is a power of two bytes for sizes, in the metric's own unit", () => {
    expect(axisInterval(metric("gauge", "By"), "max", 300 * 2 ** 20)).toBe(128 * 2 ** 20);
    expect(axisInterval(metric("gauge", "MiBy"), "max", 300)).toBe(128);
  });

  it("is left to the chart for everything else", () => {
    expect(axisInterval(metric("gauge", "s"), "max", 300)).toBeUndefined();
    expect(axisInterval(metric("sum", "By"), "rate", 300)).toBeUndefined();
    expect(axisInterval(metric("gauge", "By"), "max", 0)).toBeUndefined();
  });
});
