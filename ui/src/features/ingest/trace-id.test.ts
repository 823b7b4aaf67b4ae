import { describe, expect, it } from "vitest";
import { isTraceId, pastedTraceId } from "./trace-id";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("a pasted trace id", () => {
  it("is taken out of a traceparent", () => {
    expect(pastedTraceId(`00-${ID}-00f067aa0ba902b7-01`)).toBe(ID);
  });

  it("loses dashes, capitals and spaces", () => {
    expect(pastedTraceId(` ${ID.slice(0, 8)}-${ID.slice(8)} `.toUpperCase())).toBe(ID);
  });

  it("is one only with 32 digits that are not all zero", () => {
    expect(isTraceId(ID)).toBe(true);
    expect(isTraceId(ID.slice(1))).toBe(false);
    expect(isTraceId("0".repeat(32))).toBe(false);
  });
});
