import { fireEvent, screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Breakdown, BreakdownRow } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { BreakdownTable } from "./BreakdownTable";
import { measureNamed } from "./measures";

function row(value: string, cost: number, unpriced = 0): BreakdownRow {
  return {
    value,
    tasks: 10,
    successes: 8,
    failures: 2,
    llm_calls: 10,
    unpriced_calls: unpriced,
    input_tokens: 1_000,
    output_tokens: 100,
    cost_usd: cost,
    p50_seconds: 1,
    p95_seconds: 2,
  };
}

const PARTS: Breakdown = {
  by: "tenant",
  start: "2026-11-20T00:00:00Z",
  end: "2026-11-21T00:00:00Z",
  rows: [row("acme", 3, 1), row("", 1), row("globex", 0, 10)],
  other: row("", 4),
  total: row("", 8, 1),
};

function table(onNarrow = vi.fn()) {
  show(
    <BreakdownTable
      parts={PARTS}
      split={{ by: "tenant", release: null }}
      measure={measureNamed("cost")}
      colorOf={() => "red"}
      tracesOf={(conditions) =>
        `/traces?${conditions.map(({ kind, value }) => `${kind}=${value}`).join("&")}`
      }
      onNarrow={onNarrow}
    />,
  );
  return onNarrow;
}

const cells = (name: string) =>
  within(screen.getByRole("row", { name: new RegExp(`^${name}`) }))
    .getAllByRole("cell")
    .map((cell) => cell.textContent);

it("leads from a value to its traces, and from its failures to those that failed", () => {
  table();
  expect(screen.getByRole("link", { name: "acme" }).getAttribute("href")).toBe("/traces?tenant=acme");
  const failures = screen.getAllByRole("link", { name: "2" })[0];
  expect(failures?.getAttribute("href")).toBe("/traces?tenant=acme&outcome=failure");
});

it("narrows to one value, also to that of tasks without one", () => {
  const onNarrow = table();
  fireEvent.click(screen.getByRole("button", { name: "Only no tenant" }));
  expect(onNarrow).toHaveBeenCalledWith({ kind: "tenant", value: "" });
});

it("says that a cost is a lower bound, and each value's share of the whole", () => {
  table();
  expect(cells("acme").slice(1, 6)).toEqual(["≥ $3.00", "37.5%", "10", "220.0%", "≥ $0.30"]);
});

it("has no price for a value none of whose calls has one", () => {
  table();
  expect(cells("globex").slice(1, 3)).toEqual(["no price", ""]);
});

it("lists the rest and the whole below, which lead nowhere", () => {
  table();
  expect(cells("\\(other\\)")[1]).toBe("$4.00");
  expect(cells("All")[1]).toBe("≥ $8.00");
  expect(screen.queryByRole("link", { name: "(other)" })).toBeNull();
});
