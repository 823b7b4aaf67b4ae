import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";

const NATIVE = { preventDefault: false };

/** j and k move through a list, Enter opens. Returns the index of the current row, -1 before the first key. */
export function useRowKeys(length: number, open: (index: number) => void): number {
  const [current, setCurrent] = useState(-1);
  const clamped = Math.min(current, length - 1);
  const move = (step: number) => {
    if (length === 0) return;
    const next = Math.min(length - 1, Math.max(0, clamped + step));
    setCurrent(next);
    document.querySelectorAll("tr[data-row]")[next]?.scrollIntoView({ block: "nearest" });
  };
  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
    // A focused link or button keeps Enter for itself.
    ["Enter", () => document.activeElement === document.body && clamped >= 0 && open(clamped), NATIVE],
  ]);
  return clamped;
}
