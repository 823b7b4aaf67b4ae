import { describe, expect, it } from "vitest";
import { conditionOf, readSplit } from "./dimensions";

describe("conditionOf", () => {
  it.each([
    ["journey", "triage", { kind: "journey", value: "triage" }],
    ["tenant", "", { kind: "tenant", value: "" }],
    ["prompt_version", "answer@2@v3", { kind: "release", value: "prompt:answer@2=v3" }],
  ] as const)("leaves only one value of %s: %j", (by, value, expected) => {
    expect(conditionOf({ by, release: null }, value)).toEqual(expected);
  });

  it("asks for a version of the release that was split by", () => {
    expect(conditionOf({ by: "release", release: "code:mailer" }, "1.2")).toEqual({
      kind: "release",
      value: "code:mailer=1.2",
    });
  });

  it.each([
    ["release", ""],
    ["prompt_version", "answer"],
    ["model", ""],
  ] as const)("has none for %s %j, which no condition can say", (by, value) => {
    expect(conditionOf({ by, release: "code:mailer" }, value)).toBeNull();
  });
});

it("splits by journey unless the URL names a known dimension", () => {
  expect(readSplit(new URLSearchParams("by=colour"))).toEqual({ by: "journey", release: null });
  expect(readSplit(new URLSearchParams("by=team&release_key=code:a"))).toEqual({ by: "team", release: null });
  expect(readSplit(new URLSearchParams("by=release&release_key=code:a"))).toEqual({
    by: "release",
    release: "code:a",
  });
});
