/** Which tasks by their end: the last hours or days, or a stretch that a link names. */

export interface LastWindow {
  /** As the API and the URL write it. */
  name: string;
  label: string;
}

export const LAST: readonly LastWindow[] = [
  { name: "1h", label: "hour" },
  { name: "6h", label: "6 hours" },
  { name: "24h", label: "24 hours" },
  { name: "7d", label: "7 days" },
  { name: "30d", label: "30 days" },
];

const USUAL: LastWindow = { name: "24h", label: "24 hours" };

export interface TaskWindow {
  last: LastWindow;
  /** Set when the URL names instants; `last` then only says how far back from `end`, when there is no start. */
  start: string | null;
  end: string | null;
}

export function readWindow(url: URLSearchParams): TaskWindow {
  const instant = (name: string) => {
    const text = url.get(name);
    return text !== null && !Number.isNaN(Date.parse(text)) ? text : null;
  };
  return {
    last: LAST.find(({ name }) => name === url.get("last")) ?? USUAL,
    start: instant("start"),
    end: instant("end"),
  };
}

/** The window as the API's query: a start and a length exclude each other. */
export function windowQuery({ last, start, end }: TaskWindow) {
  return { ...(start ? { start } : { last: last.name }), ...(end ? { end } : {}) };
}

/** Whether it goes up to now, so that new tasks come in. */
export function isOpen({ end }: TaskWindow): boolean {
  return end === null;
}

/** The URL with this window up to now, which drops the instants of a link. */
export function withLast(url: URLSearchParams, name: string): URLSearchParams {
  const next = new URLSearchParams(url);
  next.delete("start");
  next.delete("end");
  next.delete("last");
  if (name !== USUAL.name) next.set("last", name);
  return next;
}
