import { useSearchParams } from "react-router";

export interface NamedWindow {
  /** As the API and the URL write it. */
  name: string;
  seconds: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

export const JOURNEY_WINDOWS: readonly NamedWindow[] = [
  { name: "15m", seconds: HOUR / 4 },
  { name: "1h", seconds: HOUR },
  { name: "6h", seconds: 6 * HOUR },
  { name: "24h", seconds: DAY },
  { name: "7d", seconds: 7 * DAY },
];

export const SERIES_WINDOWS: readonly NamedWindow[] = [
  { name: "1h", seconds: HOUR },
  { name: "6h", seconds: 6 * HOUR },
  { name: "24h", seconds: DAY },
  { name: "7d", seconds: 7 * DAY },
  { name: "28d", seconds: 28 * DAY },
];

/** The window that the page's URL names, or the usual one. */
export function useWindow(windows: readonly NamedWindow[], usual: string): NamedWindow {
  const [url] = useSearchParams();
  const wanted =
    windows.find(({ name }) => name === url.get("window")) ?? windows.find(({ name }) => name === usual);
  return wanted ?? { name: usual, seconds: HOUR };
}
