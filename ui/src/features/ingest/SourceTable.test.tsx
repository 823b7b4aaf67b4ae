import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Intake, IntakeSource } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { SourceTable } from "./SourceTable";

type Fate = IntakeSource["fates"][number];

function fate(signal: Fate["signal"], disposition: Fate["disposition"], items: number): Fate {
  return { signal, disposition, reason: "", count: items, last_at: "2026-11-21T19:00:00Z" };
}

it("counts accepted spans apart from logs and points, as what is stored is counted", () => {
  const source: IntakeSource = {
    source: "shop-bot",
    received: { traces: 120, logs: 1_060, metrics: 12 },
    fates: [
      fate("traces", "accepted", 120),
      fate("logs", "accepted", 1_060),
      fate("metrics", "accepted", 12),
      fate("logs", "rejected", 2),
    ],
    stored_spans: 120,
    spans_per_second: 0.03,
    last_accepted_at: "2026-11-21T19:00:00Z",
    last_queryable_at: null,
    lag_seconds: null,
  };
  const intake: Intake = {
    at: "2026-11-21T19:00:10Z",
    window_seconds: 3600,
    sources: [source],
    refusals: [],
    unmapped: [],
    unpriced_models: {},
  };
  show(<SourceTable intake={intake} />);
  const cells = within(screen.getByRole("row", { name: /shop-bot/ })).getAllByRole("cell");
  expect(cells.slice(0, 4).map((cell) => cell.textContent)).toEqual([
    "shop-botand 1,060 logs, 12 metrics",
    "1202.0/min",
    "120",
    "2",
  ]);
});
