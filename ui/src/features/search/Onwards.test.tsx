import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { show } from "@/lib/testing/render";
import { Onwards } from "./Onwards";

it("says how far a search came that stopped early, and goes on from there", () => {
  const onMore = vi.fn();
  show(<Onwards searchedUntil="2026-11-20T10:00:00Z" found={0} loading={false} onMore={onMore} />);
  expect(screen.getByText(/no match so far. What ended before was not looked at yet/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Search further back" }));
  expect(onMore).toHaveBeenCalledOnce();
});

it("only offers older tasks where the list is merely long", () => {
  show(<Onwards searchedUntil={null} found={50} loading={false} onMore={vi.fn()} />);
  expect(screen.getByRole("button", { name: "Older tasks" })).toBeTruthy();
  expect(screen.queryByText(/Searched back/)).toBeNull();
});
