import { describe, expect, it } from "vitest";
import { indented, pieces } from "./json";

describe("indented", () => {
  it("keeps what is short on one line", () =>
    expect(indented('{"a":[1,"b"],"c":{}}')).toBe('{ "a": [1, "b"], "c": {} }'));

  it("indents what is long", () => {
    const long = "x".repeat(50);
    expect(indented(`{"a":["${long}"],"b":1}`)).toBe(`{\n  "a": [\n    "${long}"\n  ],\n  "b": 1\n}`);
  });

  it("leaves alone what is nested without end", () => expect(indented("[".repeat(50_000))).toBeNull());

  it.each(["[doc-118] says so", "plain", '"text"', "{"])("leaves %j alone", (text) =>
    expect(indented(text)).toBeNull(),
  );
});

describe("pieces", () => {
  it("tells names, strings, numbers and words apart", () => {
    const inks = pieces('{"a": "b: 1", "n": -1.5e3, "t": true}').filter(({ ink }) => ink !== "plain");
    expect(inks).toEqual([
      { ink: "name", text: '"a"' },
      { ink: "string", text: '"b: 1"' },
      { ink: "name", text: '"n"' },
      { ink: "number", text: "-1.5e3" },
      { ink: "name", text: '"t"' },
      { ink: "word", text: "true" },
    ]);
  });

  it.each(['{"quote": "a \\" b", "x": [null]}', '{"cut": "short', "x".repeat(30_000)])(
    "loses nothing of %#",
    (text) => {
      expect(
        pieces(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    },
  );
});
