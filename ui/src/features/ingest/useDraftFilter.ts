import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { readFilter, type TraceFilter, writeFilter } from "./trace-filter";

const TYPING_PAUSE_MS = 250;

/**
 * The filter while it is typed. The URL holds the settled one, but changes too slowly to drive a text field; the
 * draft runs ahead of it and follows only when the URL changes by another hand (a link, the back button).
 */
export function useDraftFilter(settled: TraceFilter, settle: (filter: TraceFilter) => void) {
  const [draft, setDraft] = useState(settled);
  const url = writeFilter(settled).toString();
  const written = useRef(url);
  const settleLater = useDebouncedCallback((filter: TraceFilter) => {
    written.current = writeFilter(filter).toString();
    settle(filter);
  }, TYPING_PAUSE_MS);

  useEffect(() => {
    if (url === written.current) return;
    written.current = url;
    setDraft(readFilter(new URLSearchParams(url)));
  }, [url]);

  const change = (filter: TraceFilter) => {
    setDraft(filter);
    settleLater(filter);
  };
  return [draft, change] as const;
}
