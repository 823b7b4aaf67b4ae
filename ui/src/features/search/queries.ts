import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";
import type { Dimension } from "@/lib/api/types";
import { asQuery } from "@/lib/conditions/conditions";
import { isOpen, type TaskWindow, windowQuery } from "@/lib/conditions/window";
import type { TaskSearch } from "./useTaskSearch";

const PAGE = 50;
/** Shorter texts are refused by the API: everything holds one letter. */
const LEAST_TEXT = 2;

/** Tasks that match, newest first; further pages on demand. */
export function useTraces({ text, conditions, window }: TaskSearch) {
  const query = {
    ...asQuery(conditions),
    ...windowQuery(window),
    ...(text.length < LEAST_TEXT ? {} : { text }),
  };
  return useInfiniteQuery({
    queryKey: ["traces", query],
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/traces", { params: { query: { ...query, limit: PAGE, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    // New tasks are watched for; further pages and searches of text are costly, and asked for once.
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 1) > 1 || "text" in query || !isOpen(window) ? false : REFRESH.list,
    placeholderData: keepPreviousData,
  });
}

const OFFERED = 50;

/** Values of a dimension within the window, those of most tasks first: to choose from. */
export function useSeenValues(by: Dimension | undefined, window: TaskWindow) {
  return useQuery({
    queryKey: ["seen", by, windowQuery(window)],
    queryFn: async () => {
      const query = { by: by ?? "journey", order: "tasks", limit: OFFERED, ...windowQuery(window) } as const;
      return (await body(api.GET("/api/v1/breakdowns", { params: { query } }))).rows
        .map(({ value }) => value)
        .filter((value) => value !== "");
    },
    enabled: by !== undefined,
    staleTime: REFRESH.reference,
  });
}
