import { describe, expect, it } from "vitest";
import { floorOf, ratioDots } from "./series";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();

describe("ratioDots", () => {
  it("breaks the line where no tasks were: no traffic is not health", () => {
    const dots = ratioDots(
      [
        { start: at(0), good: 9, total: 10 },
        { start: at(5), good: 10, total: 10 },
      ],
      60,
    );
    expect(dots.map(([, ratio]) => ratio)).toEqual([0.9, null, 1]);
  });

  it("draws neighbouring steps as one line", () => {
    const points = [0, 1, 2].map((minute) => ({ start: at(minute), good: 1, total: 2 }));
    expect(ratioDots(points, 60).map(([, ratio]) => ratio)).toEqual([0.5, 0.5, 0.5]);
  });
});

describe("floorOf", () => {
  it("keeps the worst point and the target in sight", () => {
    expect(floorOf([[0, 0.61]], 0.95)).toBeLessThan(0.61);
    expect(floorOf([[0, 1]], 0.999)).toBeLessThan(0.999);
    expect(floorOf([[0, 0]], 0.9)).toBe(0);
  });
});
