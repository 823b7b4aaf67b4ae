import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Attributes } from "./Attributes";
import { cutOf } from "./cut";

it("says of a value that was cut that it is not all of it", () => {
  render(<Attributes values={{ big: "xxxx", small: "y", "tocsin.cut": '["big"]' }} />);
  expect(screen.getByText("Cut at 4 characters on arrival.").closest("dd")?.textContent).toContain("xxxx");
  expect(screen.queryByText("Cut at 1 characters on arrival.")).toBeNull();
});

it.each([
  [undefined, []],
  ["no JSON", []],
  ['{"a": 1}', []],
  ['["a", 1, "b"]', ["a", "b"]],
])("reads %j as %j", (text, names) => {
  expect(cutOf(text === undefined ? {} : { "tocsin.cut": text })).toEqual(names);
});
