import { expect, it } from "vitest";
import { readConditions } from "@/lib/conditions/conditions";
import { readWindow } from "@/lib/conditions/window";
import { saidSearch, saidWindow } from "./words";

const window = (url: string) => readWindow(new URLSearchParams(url));

it.each([
  ["last=7d", "in the last 7 days"],
  ["start=2026-11-21T10:00:00Z&end=2026-11-21T11:30:00Z", "21 Nov 10:00:00 to 11:30:00"],
  ["start=2026-11-20T10:00:00Z&end=2026-11-21T11:30:00Z", "20 Nov 10:00:00 to 21 Nov 11:30:00"],
  ["start=2026-11-20T10:00:00Z", "since 20 Nov 10:00:00"],
  ["end=2026-11-20T10:00:00Z&last=1h", "within the hour before 20 Nov 10:00:00"],
])("says the window %s as %s", (url, expected) => {
  expect(saidWindow(window(url), "utc")).toBe(expected);
});

it("says what was searched for, where, and over which time", () => {
  const conditions = readConditions(new URLSearchParams("journey=triage&errors=true"));
  expect(saidSearch({ text: "refund", conditions, window: window("last=1h") }, "utc")).toBe(
    "Searched: tasks that ended in the last hour, with journey triage, errors only and with the text “refund” in a" +
      " message, tool call, attribute or log record.",
  );
});
