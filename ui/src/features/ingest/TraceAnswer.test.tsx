import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { TraceWhereabouts } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { answerAll } from "@/lib/testing/server";
import { TraceAnswer } from "./TraceAnswer";

const NEVER: TraceWhereabouts = {
  trace_id: "ab".repeat(16),
  state: "never_arrived",
  why: "No span of this trace was ever acknowledged by this server.",
  receipt: null,
  due_at: null,
  refusals: [],
};

it("says where traces are taken in when one never arrived", async () => {
  answerAll(200, { otlp_http: "http://10.1.1.1:4318", otlp_grpc: "http://10.1.1.1:4317" });
  show(<TraceAnswer answer={NEVER} />);
  expect(await screen.findByText("http://10.1.1.1:4318/v1/traces")).not.toBeNull();
  expect(screen.getByText("http://10.1.1.1:4317")).not.toBeNull();
});

it("says when the task of a sealed trace ended", () => {
  const at = "2026-01-05T09:00:00Z";
  const sealed = {
    journey: "answer",
    outcome: "success" as const,
    marks: [],
    span_count: 3,
    ended_at: "2026-01-03T09:00:00Z",
    sealed_at: at,
    sealed_to: at,
    is_kept: true,
    keep_probability: 1,
  };
  const receipt = {
    trace_id: NEVER.trace_id,
    spans: 3,
    sources: ["assistant"],
    first_received_at: at,
    last_received_at: at,
    has_root: true,
    sealed,
  };
  show(<TraceAnswer answer={{ ...NEVER, state: "sealed", receipt }} />);
  expect(screen.getByText("Ended")).not.toBeNull();
  expect(document.querySelector('time[datetime="2026-01-03T09:00:00Z"]')).not.toBeNull();
});
