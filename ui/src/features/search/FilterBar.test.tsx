import { fireEvent, screen, within } from "@testing-library/react";
import { useLocation } from "react-router";
import { expect, it } from "vitest";
import { show } from "@/lib/testing/render";
import { FilterBar } from "./FilterBar";
import { NoMatch } from "./NoMatch";
import { useTaskSearch } from "./useTaskSearch";
import { WindowPicker } from "./WindowPicker";

function Search() {
  const control = useTaskSearch();
  return (
    <>
      <WindowPicker control={control} />
      <FilterBar control={control} text />
      <NoMatch control={control} />
      <output>{useLocation().search}</output>
    </>
  );
}

const url = () => document.querySelector("output")?.textContent;

it("shows the URL's conditions as chips, and takes one away with its button", () => {
  show(<Search />, "/traces?journey=triage&min_cost_usd=0.02&by=model");
  expect(screen.getByText("triage")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Remove filter Cost ≥ $0.02" }));
  expect(url()).toBe("?by=model&journey=triage");
});

it("searches for text on Enter, without waiting", () => {
  show(<Search />, "/traces?last=7d");
  const box = screen.getByRole("textbox", { name: /^Text in messages/ });
  fireEvent.change(box, { target: { value: "refund" } });
  expect(url()).toBe("?last=7d");
  fireEvent.keyDown(box, { key: "Enter" });
  expect(url()).toBe("?last=7d&text=refund");
});

it("says what was searched when nothing matches, and looks wider on request", () => {
  show(<Search />, "/traces?user=u1&text=refund");
  expect(
    screen.getByText(/ended in the last 24 hours, with user u1 and with the text “refund”/),
  ).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Search the last 7 days" }));
  expect(url()).toBe("?user=u1&text=refund&last=7d");
});

it("shows the instants of a link as a chip that can be taken away", () => {
  show(<Search />, "/traces?start=2026-11-21T10:00:00Z&end=2026-11-21T11:00:00Z&errors=true");
  const chips = within(screen.getByRole("list", { name: "Filters" }));
  fireEvent.click(chips.getByRole("button", { name: /Remove filter Ended/ }));
  expect(url()).toBe("?errors=true");
});
