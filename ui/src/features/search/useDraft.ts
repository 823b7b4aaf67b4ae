import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

const TYPING_PAUSE_MS = 400;

/**
 * A text while it is typed. The URL holds the settled one, but changes too slowly to drive a field; the draft runs
 * ahead of it and follows only when the URL changes by another hand (a link, the back button).
 */
export function useDraft(settled: string, settle: (text: string) => void) {
  const [draft, setDraft] = useState(settled);
  const written = useRef(settled);
  const settleLater = useDebouncedCallback((text: string) => {
    written.current = text.trim();
    settle(text);
  }, TYPING_PAUSE_MS);

  useEffect(() => {
    if (settled === written.current) return;
    written.current = settled;
    setDraft(settled);
  }, [settled]);

  const change = (text: string) => {
    setDraft(text);
    settleLater(text);
  };
  return [draft, change, settleLater.flush] as const;
}
