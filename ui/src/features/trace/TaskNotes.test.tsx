import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Task } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { TaskNotes } from "./TaskNotes";

const TASK = { is_kept: true, keep_probability: 1, marks: [] as string[] } as unknown as Task;

it("says that spans were sampled out, and how likely that was", () => {
  show(<TaskNotes task={{ ...TASK, is_kept: false, keep_probability: 0.05 }} />);
  expect(screen.getByText("The spans were sampled out.")).toBeTruthy();
  expect(screen.getByText(/5.0% of traces like it are kept/)).toBeTruthy();
});

it("explains each mark in words, also one it does not know", () => {
  show(<TaskNotes task={{ ...TASK, marks: ["no_root", "from_the_future"] }} />);
  expect(screen.getByText(/The root span was never received/)).toBeTruthy();
  expect(screen.getByText(/A fact about the data/)).toBeTruthy();
});

it("says nothing about a task that is whole", () => {
  show(<TaskNotes task={TASK} />);
  expect(screen.queryByRole("note")).toBeNull();
});
