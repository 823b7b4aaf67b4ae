import type { UnpricedModel } from "@/lib/api/types";

/** The models, each once though several services may use it, those of most tokens first. */
export function modelsIn(items: readonly UnpricedModel[]): string[] {
  return [...new Set(items.map(({ model }) => model || "(no name)"))];
}

/** A price book with an entry for each model, in the order given; models of several services have one entry. */
export function priceBook(items: readonly UnpricedModel[]): string {
  const entries = [...new Set(items.map(({ price_book_entry }) => price_book_entry))];
  const indented = entries.map((entry) =>
    entry
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`)
      .join("\n"),
  );
  return `prices:\n${indented.join("\n")}\n`;
}
