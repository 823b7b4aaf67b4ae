/** Two-key shortcuts such as "g i", and the marker of the field that "/" focuses. */

import { useEffect } from "react";

/** The attribute of a page's filter field; at most one field of a page carries it. */
export const FILTER_FIELD = "data-filter-field";

const PAUSE_MS = 1000;

/** Calls `go` with the key that follows "g" within a second, outside of text fields. */
export function useGoTo(go: (key: string) => void): void {
  useEffect(() => {
    let armedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const armed = event.timeStamp - armedAt < PAUSE_MS;
      armedAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (armed) go(event.key);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [go]);
}

export function focusFilter(): void {
  document.querySelector<HTMLElement>(`[${FILTER_FIELD}]`)?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
