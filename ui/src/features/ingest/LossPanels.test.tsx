import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/lib/testing/render";
import { Unpriced } from "./LossPanels";

it("names models without a price as they are, and leads to where they get one", () => {
  show(<Unpriced models={{ "vllm/house_model": 20 }} />);
  expect(screen.getByRole("listitem").textContent).toBe("vllm/house_model: 20 calls");
  expect(screen.getByRole("link").getAttribute("href")).toBe("/costs/prices");
});
