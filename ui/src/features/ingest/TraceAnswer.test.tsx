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
