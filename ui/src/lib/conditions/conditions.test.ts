import { describe, expect, it } from "vitest";
import { added, asQuery, readConditions, removed, said, sentence, withConditions } from "./conditions";

const read = (url: string) => readConditions(new URLSearchParams(url));

describe("readConditions", () => {
  it("comes back from a URL as it went in", () => {
    const conditions = read("journey=support+answer&journey=triage&release=prompt%3Aa%3Dv2&errors=true");
    expect(readConditions(withConditions(new URLSearchParams(), conditions))).toEqual(conditions);
  });

  it("leaves out what it cannot use", () => {
    expect(read("outcome=maybe&min_duration_seconds=soon&color=red&release=v2&score=0.5&errors=no")).toEqual(
      [],
    );
  });

  it("keeps an empty value, which stands for tasks that have none", () => {
    expect(read("tenant=")).toEqual([{ kind: "tenant", value: "" }]);
  });

  it("takes a value once that stands there twice", () => {
    expect(read("model=a&model=a")).toHaveLength(1);
  });
});

it("leaves the rest of a URL as it is", () => {
  const url = withConditions(new URLSearchParams("last=7d&by=model&journey=a"), [
    { kind: "team", value: "b" },
  ]);
  expect(url.toString()).toBe("last=7d&by=model&team=b");
});

describe("added", () => {
  it("puts a bound in the place of the old one, and a value beside the others", () => {
    const before = read("min_cost_usd=1&model=a");
    expect(added(before, { kind: "min_cost_usd", value: "2" })).toEqual(read("model=a&min_cost_usd=2"));
    expect(added(before, { kind: "model", value: "b" })).toEqual(read("min_cost_usd=1&model=a&model=b"));
  });

  it("is undone by removed", () => {
    const before = read("journey=a");
    const one = { kind: "tenant", value: "t" } as const;
    expect(removed(added(before, one), one)).toEqual(before);
  });
});

it("asks the API with lists, numbers and flags", () => {
  expect(asQuery(read("journey=a&journey=b&max_cost_usd=0.5&errors=true&score=f%3D..0.5"))).toEqual({
    journey: ["a", "b"],
    max_cost_usd: 0.5,
    errors: true,
    score: ["f=..0.5"],
  });
});

describe("said", () => {
  it.each([
    ["min_duration_seconds=2.5", "Duration ≥ 2.5 s"],
    ["max_cost_usd=0.0005", "Cost ≤ $0.0005"],
    ["score=faithfulness%3D..0.5", "Score faithfulness ≤ 0.5"],
    ["score=faithfulness%3D0.2..0.5", "Score faithfulness 0.2 to 0.5"],
    ["score=a%3Db%3D0.2..", "Score a=b ≥ 0.2"],
    ["score=judge%3D..", "Score has judge"],
    ["tenant=", "Tenant none"],
    ["mark=no_root", "Mark no root"],
    ["errors=true", "Errors only"],
  ])("says %s as %s", (url, expected) => {
    const [condition] = read(url);
    const { what, which } = condition ? said(condition) : { what: "", which: "" };
    expect(`${what} ${which}`.trim()).toBe(expected);
  });

  it("makes one line of several", () => {
    expect(sentence(read("tenant=Acme&errors=true"))).toBe("tenant Acme, errors only");
  });
});
