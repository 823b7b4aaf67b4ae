import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";
import { asQuery, type TraceFilter } from "./trace-filter";

export function useServerStatus() {
  return useQuery({
    queryKey: ["status"],
    queryFn: () => body(api.GET("/api/v1/status")),
    refetchInterval: REFRESH.list,
  });
}

export function useAccounting() {
  return useQuery({
    queryKey: ["accounting"],
    queryFn: () => body(api.GET("/api/v1/accounting")),
    refetchInterval: REFRESH.list,
  });
}

/** Journeys with tasks in the last `window`, e.g. "1h". */
export function useJourneys(window: string) {
  return useQuery({
    queryKey: ["journeys", window],
    queryFn: async () => (await body(api.GET("/api/v1/journeys", { params: { query: { window } } }))).items,
    refetchInterval: REFRESH.list,
    placeholderData: keepPreviousData,
  });
}

const PAGE = 50;

/** Tasks that match, newest first; further pages on demand. */
export function useTraces(filter: TraceFilter) {
  return useInfiniteQuery({
    queryKey: ["traces", filter],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/traces", {
          params: { query: { ...asQuery(filter), limit: PAGE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) > 1 ? false : REFRESH.list),
    placeholderData: keepPreviousData,
  });
}

export function useTrace(traceId: string) {
  return useQuery({
    queryKey: ["trace", traceId],
    queryFn: () => body(api.GET("/api/v1/traces/{trace_id}", { params: { path: { trace_id: traceId } } })),
    // A trace may still grow until its task is sealed.
    refetchInterval: (query) => (query.state.data?.task ? false : REFRESH.list),
  });
}
