import { expect, it } from "vitest";
import { severityName, severityTone } from "./severity";

it.each([
  [0, ""],
  [1, "trace"],
  [8, "debug"],
  [9, "info"],
  [13, "warn"],
  [17, "error"],
  [21, "fatal"],
  [24, "fatal"],
])("calls severity %i %j", (severity, name) => {
  expect(severityName(severity)).toBe(name);
});

it("colours from warnings on", () => {
  expect([12, 13, 16, 17].map(severityTone)).toEqual(["calm", "warn", "warn", "bad"]);
});
