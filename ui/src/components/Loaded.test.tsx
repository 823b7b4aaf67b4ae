import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Problem } from "@/lib/api/problem";
import { show } from "@/lib/testing/render";
import { Loaded } from "./Loaded";

function Failing({ status }: { status: number }) {
  const query = useQuery<string>({
    queryKey: ["failing", status],
    queryFn: () => Promise.reject(new Problem(status, "Refused", "because")),
  });
  return <Loaded query={query}>{(text) => text}</Loaded>;
}

it.each([0, 404, 429, 503])("offers to try again what failed with %s", async (status) => {
  show(<Failing status={status} />);
  expect(await screen.findByRole("button", { name: "Try again" })).not.toBeNull();
});

it("does not offer to ask the same wrong question again", async () => {
  show(<Failing status={400} />);
  expect((await screen.findByRole("alert")).textContent).toContain("because");
  expect(screen.queryByRole("button")).toBeNull();
});
