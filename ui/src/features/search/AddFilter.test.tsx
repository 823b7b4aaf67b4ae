import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { readWindow } from "@/lib/conditions/window";
import { show } from "@/lib/testing/render";
import { answerAll } from "@/lib/testing/server";
import { AddFilter } from "./AddFilter";

const WINDOW = readWindow(new URLSearchParams());

function open() {
  const onAdd = vi.fn();
  answerAll(200, { rows: [{ value: "acme" }, { value: "" }] });
  show(<AddFilter window={WINDOW} onAdd={onAdd} />);
  fireEvent.click(screen.getByRole("button", { name: "Add filter" }));
  return onAdd;
}

async function choose(kind: string) {
  fireEvent.click(screen.getByRole("combobox", { name: "Narrow by", hidden: true }));
  fireEvent.click(await screen.findByRole("option", { name: kind, hidden: true }));
}

const submit = () => fireEvent.submit(screen.getByRole("button", { name: "Add", hidden: true }));

it("offers the values that tasks had, and takes another one as well", async () => {
  const onAdd = open();
  await choose("Tenant");
  expect(await screen.findByRole("option", { name: "acme", hidden: true })).toBeTruthy();
  const field = screen.getByRole("combobox", { name: "Tenant", hidden: true });
  fireEvent.change(field, { target: { value: " globex " } });
  submit();
  expect(onAdd).toHaveBeenCalledWith({ kind: "tenant", value: "globex" });
});

it("adds what needs no value as soon as it is chosen", async () => {
  const onAdd = open();
  await choose("Errors only");
  expect(onAdd).toHaveBeenCalledWith({ kind: "errors", value: "true" });
});

it("adds nothing that the API could not read", async () => {
  const onAdd = open();
  await choose("Release");
  const field = screen.getByRole("textbox", { name: "Release", hidden: true });
  fireEvent.change(field, { target: { value: "v2" } });
  submit();
  expect(onAdd).not.toHaveBeenCalled();
  fireEvent.change(field, { target: { value: "prompt:answer=v2" } });
  submit();
  expect(onAdd).toHaveBeenCalledWith({ kind: "release", value: "prompt:answer=v2" });
});
