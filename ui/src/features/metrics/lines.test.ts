import { expect, it } from "vitest";
import type { MetricDetail } from "@/lib/api/types";
import { labelOf, linesOf, standsAlone } from "./lines";

function at(second: number, value: number) {
  return { start: new Date(Date.UTC(2026, 10, 21, 10, 0, second)).toISOString(), value };
}

it.each([
  [{}, "all together"],
  [{ model: "a" }, "a"],
  [{ model: "" }, "(none)"],
  [{ model: "a", type: "input" }, "model a, type input"],
])("names the group %j %s", (group, expected) => {
  expect(labelOf(group)).toBe(expected);
});

it("breaks a line where steps are missing, and keeps the order of names", () => {
  const series = [
    { group: { model: "b" }, samples: [at(0, 1), at(10, 2), at(60, 3)] },
    { group: { model: "a" }, samples: [] },
  ];
  const lines = linesOf({ series, step_seconds: 10 } as unknown as MetricDetail);
  expect(lines.map(({ label, last }) => [label, last])).toEqual([
    ["a", null],
    ["b", 3],
  ]);
  expect(lines[1]?.dots.map(([, value]) => value)).toEqual([1, 2, null, 3]);
});

it("knows the dots that no line goes to", () => {
  const dots: [number, number | null][] = [
    [0, 1],
    [1, 2],
    [2, null],
    [3, 3],
  ];
  expect(dots.map((_, place) => standsAlone(dots, place))).toEqual([false, false, false, true]);
});
