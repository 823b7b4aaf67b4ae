import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { LogRecord } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { LogList } from "./LogList";

const START = 1_000_000_000_000;

function record(part: Partial<LogRecord>): LogRecord {
  return {
    at_ns: START,
    event: "",
    severity: 9,
    body: "",
    trace_id: "a".repeat(32),
    span_id: null,
    service: "shop",
    attributes: {},
    resource: {},
    ...part,
  };
}

it("says when, how bad and where each record was written", () => {
  const onSpan = vi.fn();
  show(
    <LogList
      records={[
        record({ body: "503 from the payment provider", severity: 17, at_ns: START + 1.25e9, span_id: "s1" }),
        record({ body: "before the first span", severity: 0, at_ns: START - 2e6 }),
      ]}
      startNs={START}
      spanNames={new Map([["s1", "start_refund"]])}
      onSpan={onSpan}
    />,
  );
  expect(screen.getByText("1.25 s")).toBeTruthy();
  expect(screen.getByText("−2 ms")).toBeTruthy();
  expect(screen.getByText("error")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "start_refund" }));
  expect(onSpan).toHaveBeenCalledWith("s1");
});
