import { expect, it } from "vitest";
import type { BreakdownPoint, BreakdownSeries } from "@/lib/api/types";
import { layersOf } from "./layers";

function point(minute: number, value: string | null, cost: number): BreakdownPoint {
  return {
    start: new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString(),
    value,
    tasks: 1,
    successes: 1,
    failures: 0,
    llm_calls: 1,
    unpriced_calls: 0,
    input_tokens: 1,
    output_tokens: 1,
    cost_usd: cost,
  };
}

function series(points: BreakdownPoint[]): BreakdownSeries {
  return {
    by: "model",
    start: "2026-11-21T10:02:30Z",
    end: "2026-11-21T10:17:30Z",
    step_seconds: 300,
    points,
  };
}

const cost = (one: BreakdownPoint) => one.cost_usd;

it("gives every step of the window a place, also those without a task", () => {
  const { starts, layers } = layersOf(series([point(5, "a", 1), point(15, "a", 2)]), cost);
  expect(starts.map((at) => new Date(at).getUTCMinutes())).toEqual([0, 5, 10, 15]);
  expect(layers).toEqual([{ value: "a", label: "a", amounts: [0, 1, 0, 2] }]);
});

it("puts the largest first and the rest last, and names what has no name", () => {
  const { layers } = layersOf(
    series([point(5, null, 99), point(5, "", 1), point(5, "a", 2), point(10, "", 3)]),
    cost,
  );
  expect(layers.map(({ label }) => label)).toEqual(["(none)", "a", "(other)"]);
});

it("has places and no layers without tasks", () => {
  expect(layersOf(series([]), cost)).toMatchObject({ layers: [], starts: { length: 4 } });
});
