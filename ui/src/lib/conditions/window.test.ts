import { describe, expect, it } from "vitest";
import { readWindow, windowQuery, withLast } from "./window";

const asked = (url: string) => windowQuery(readWindow(new URLSearchParams(url)));

describe("windowQuery", () => {
  it("asks for a day unless the URL says otherwise", () => {
    expect(asked("")).toEqual({ last: "24h" });
    expect(asked("last=7d")).toEqual({ last: "7d" });
    expect(asked("last=soon")).toEqual({ last: "24h" });
  });

  it("takes the instants of a link instead, and never a start and a length", () => {
    expect(asked("start=2026-11-21T10:00:00Z&end=2026-11-21T11:00:00Z&last=7d")).toEqual({
      start: "2026-11-21T10:00:00Z",
      end: "2026-11-21T11:00:00Z",
    });
    expect(asked("end=2026-11-21T11:00:00Z&last=1h")).toEqual({ last: "1h", end: "2026-11-21T11:00:00Z" });
    expect(asked("start=yesterday")).toEqual({ last: "24h" });
  });
});

it("goes back to a window up to now by dropping the instants", () => {
  const url = new URLSearchParams("journey=a&start=2026-11-21T10:00:00Z&last=7d");
  expect(withLast(url, "6h").toString()).toBe("journey=a&last=6h");
  expect(withLast(url, "24h").toString()).toBe("journey=a");
});
