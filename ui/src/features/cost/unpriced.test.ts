import { expect, it } from "vitest";
import type { UnpricedModel } from "@/lib/api/types";
import { modelsIn, priceBook } from "./unpriced";

function unpriced(model: string, service: string): UnpricedModel {
  return {
    vendor: "house",
    model,
    service,
    calls: 1,
    input_tokens: 1,
    output_tokens: 1,
    first_seen: "2026-11-20T00:00:00Z",
    last_seen: "2026-11-21T00:00:00Z",
    is_priced_now: false,
    nearest: null,
    price_book_entry: `- vendor: "house"\n  model: "${model}"\n  inputPerMillion:\n`,
  };
}

const ITEMS = [unpriced("a", "web"), unpriced("b", "web"), unpriced("a", "worker")];

it("counts a model once that several services use", () => {
  expect(modelsIn(ITEMS)).toEqual(["a", "b"]);
});

it("writes a price book with one entry a model", () => {
  expect(priceBook(ITEMS)).toBe(
    'prices:\n  - vendor: "house"\n    model: "a"\n    inputPerMillion:\n' +
      '  - vendor: "house"\n    model: "b"\n    inputPerMillion:\n',
  );
});
