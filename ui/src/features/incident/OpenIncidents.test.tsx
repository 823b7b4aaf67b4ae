import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Incident } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { OpenIncidents } from "./OpenIncidents";

const BURNING: Incident = {
  id: "inc_1",
  title: "Answers burn their budget",
  state: "open",
  severity: "sev2",
  journeys: ["support-answer"],
  services: ["support-assistant"],
  opened_at: "2026-11-21T12:00:00Z",
  detected_at: "2026-11-21T12:03:00Z",
  acknowledged_at: null,
  mitigated_at: null,
  resolved_at: null,
  recovered_at: null,
  alerts: [],
  hypotheses: [],
  actions: [],
  timeline: [],
  blast_radius: null,
};

it("is calm without an open incident", () => {
  const resolved: Incident = { ...BURNING, state: "resolved", resolved_at: "2026-11-21T13:00:00Z" };
  show(<OpenIncidents incidents={[resolved]} stale={false} />);
  expect(screen.getByText("No open incidents.")).toBeTruthy();
});

it("does not claim calm on an old answer", () => {
  show(<OpenIncidents incidents={[]} stale={true} />);
  expect(screen.queryByText("No open incidents.")).toBeNull();
});

it("leads from an open incident to its page", () => {
  show(<OpenIncidents incidents={[BURNING]} stale={false} />);
  expect(screen.getByRole("link", { name: "Open incident" }).getAttribute("href")).toBe("/incidents/inc_1");
});
