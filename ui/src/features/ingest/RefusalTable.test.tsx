import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Refusal } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { RefusalTable } from "./RefusalTable";

const REFUSAL: Refusal = {
  at: "2026-11-21T18:33:57Z",
  signal: "traces",
  sender: "10.0.0.7",
  source: "",
  reason: "malformed",
  status: 400,
  message: "the body is not gzip",
};

it("shows what an exporter tries again and again once, with how often", () => {
  const other = { ...REFUSAL, message: "content-type '' is not OTLP" };
  show(<RefusalTable refusals={[REFUSAL, REFUSAL, REFUSAL, other, REFUSAL]} />);
  const [, ...rows] = within(screen.getByRole("table", { name: "Refusals" })).getAllByRole("row");
  expect(rows.map((row) => row.textContent?.includes("3 times"))).toEqual([true, false, false]);
});

it("tells the reason and the sender in one cell, so that a phone shows both", () => {
  show(<RefusalTable refusals={[REFUSAL]} />);
  const cells = within(screen.getByRole("table", { name: "Refusals" })).getAllByRole("cell");
  expect(cells.map((cell) => cell.textContent).slice(1)).toEqual([
    "400traces",
    "the body is not gzipunknown service at 10.0.0.7",
  ]);
});
