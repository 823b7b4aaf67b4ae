import { describe, expect, it } from "vitest";
import type { Span } from "@/lib/api/types";
import { firstToRead, layout, ticks } from "./waterfall";

function span(id: string, parent: string | null, start: number, end: number, part: Partial<Span> = {}): Span {
  return {
    trace_id: "t",
    span_id: id,
    parent_span_id: parent,
    name: id,
    kind: "other",
    service: "s",
    start_ns: start * 1e9,
    end_ns: end * 1e9,
    offset_seconds: start,
    duration_seconds: end - start,
    is_error: false,
    status_message: "",
    vendor: "",
    model: "",
    input_tokens: null,
    output_tokens: null,
    cache_read_tokens: null,
    cache_write_tokens: null,
    reasoning_tokens: null,
    cost_usd: null,
    attributes: {},
    resource: {},
    events: [],
    input_messages: [],
    output_messages: [],
    documents: [],
    ...part,
  };
}

const names = (spans: Span[]) =>
  layout(spans).bars.map((bar) => `${"-".repeat(bar.depth)}${bar.span.span_id}`);

describe("layout", () => {
  it("puts children below their parent in order of start, whatever order they came in", () => {
    const spans = [span("c", "a", 3, 4), span("b2", "b", 2, 3), span("a", null, 0, 5), span("b", "a", 1, 3)];
    expect(names(spans)).toEqual(["a", "-b", "--b2", "-c"]);
  });

  it("places bars as shares of the whole trace", () => {
    const { bars, lengthSeconds } = layout([span("a", null, 0, 8), span("b", "a", 2, 6)]);
    expect(lengthSeconds).toBe(8);
    expect(bars[1]).toMatchObject({ left: 0.25, width: 0.5 });
  });

  it("makes room for a child that outlives its root", () => {
    const { bars, lengthSeconds } = layout([span("a", null, 0, 1), span("b", "a", 0, 4)]);
    expect(lengthSeconds).toBe(4);
    expect(bars[0]?.width).toBe(0.25);
  });

  it("draws a span whose parent never came as a marked root", () => {
    const { bars } = layout([span("a", null, 0, 5), span("lost", "nobody", 1, 2)]);
    expect(bars.map((bar) => [bar.span.span_id, bar.depth, bar.orphan])).toEqual([
      ["a", 0, false],
      ["lost", 0, true],
    ]);
  });

  it("loses no span of a cycle", () => {
    expect(names([span("a", "b", 0, 2), span("b", "a", 1, 2)])).toEqual(["a", "-b"]);
  });

  it("keeps an instantaneous trace visible", () => {
    expect(layout([span("a", null, 0, 0)]).bars[0]).toMatchObject({ left: 0, width: 1 });
  });

  it("has nothing to draw without spans", () => {
    expect(layout([])).toEqual({ bars: [], lengthSeconds: 0 });
  });

  it("marks the deepest failure as the origin, not those that passed it on", () => {
    const failed = { is_error: true };
    const spans = [
      span("a", null, 0, 5, failed),
      span("b", "a", 1, 3, failed),
      span("c", "b", 1, 2, failed),
      span("d", "a", 4, 5),
    ];
    expect(
      layout(spans)
        .bars.filter((bar) => bar.origin)
        .map((bar) => bar.span.span_id),
    ).toEqual(["c"]);
  });
});

describe("firstToRead", () => {
  it("prefers where the error began, then the last answer of a model, then the root", () => {
    const calls = [
      span("root", null, 0, 9),
      span("m1", "root", 1, 2, { kind: "llm" }),
      span("m2", "root", 3, 4, { kind: "llm" }),
    ];
    expect(firstToRead(layout(calls))?.span.span_id).toBe("m2");
    expect(firstToRead(layout([...calls, span("x", "root", 5, 6, { is_error: true })]))?.span.span_id).toBe(
      "x",
    );
    expect(firstToRead(layout([span("root", null, 0, 1)]))?.span.span_id).toBe("root");
  });
});

describe("ticks", () => {
  it("are round, start at zero and stay within the trace", () => {
    expect(ticks(4.12)).toEqual([0, 1, 2, 3, 4]);
    expect(ticks(0.37).map((at) => Number(at.toFixed(3)))).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticks(0)).toEqual([0]);
  });
});
