import { expect, it } from "vitest";
import { readFilter, writeFilter } from "./trace-filter";

it("comes back from a URL as it went in", () => {
  const filter = {
    journey: "support answer",
    outcome: "failure" as const,
    release: "prompt:a=v2",
    min_cost_usd: 0.02,
  };
  expect(readFilter(writeFilter(filter))).toEqual(filter);
});

it("leaves out what it cannot use", () => {
  expect(readFilter(new URLSearchParams("outcome=maybe&min_duration_seconds=soon&color=red&model="))).toEqual(
    {},
  );
});
