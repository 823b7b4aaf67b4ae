import { useSearchParams } from "react-router";
import { added, type Condition, readConditions, removed, withConditions } from "@/lib/conditions/conditions";
import { readWindow, type TaskWindow, withLast } from "@/lib/conditions/window";

const TEXT = "text";

export interface TaskSearch {
  text: string;
  conditions: Condition[];
  window: TaskWindow;
}

/** What the page's URL narrows tasks to, and how to change it. */
export function useTaskSearch() {
  const [url, setUrl] = useSearchParams();
  const search: TaskSearch = {
    text: (url.get(TEXT) ?? "").trim(),
    conditions: readConditions(url),
    window: readWindow(url),
  };
  const go = (next: URLSearchParams) => setUrl(next, { replace: true });
  const narrow = (conditions: readonly Condition[]) => go(withConditions(url, conditions));
  return {
    search,
    add: (one: Condition) => narrow(added(search.conditions, one)),
    remove: (one: Condition) => narrow(removed(search.conditions, one)),
    setLast: (name: string) => go(withLast(url, name)),
    setText: (text: string) => go(withText(url, text)),
    clear: () => go(withText(withConditions(url, []), "")),
  };
}

export type TaskSearchControl = ReturnType<typeof useTaskSearch>;

function withText(url: URLSearchParams, text: string): URLSearchParams {
  const next = new URLSearchParams(url);
  if (text.trim()) next.set(TEXT, text);
  else next.delete(TEXT);
  return next;
}
