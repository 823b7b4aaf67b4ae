import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";
import { isTraceId } from "./trace-id";

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

export function useTrace(traceId: string) {
  return useQuery({
    queryKey: ["trace", traceId],
    queryFn: () => body(api.GET("/api/v1/traces/{trace_id}", { params: { path: { trace_id: traceId } } })),
    // A trace may still grow until its task is sealed.
    refetchInterval: (query) => (query.state.data?.task ? false : REFRESH.list),
  });
}

/** What every source sent within `window`, e.g. "1h", and what became of it. */
export function useIntake(window: string) {
  return useQuery({
    queryKey: ["intake", window],
    queryFn: () => body(api.GET("/api/v1/intake", { params: { query: { window } } })),
    refetchInterval: REFRESH.list,
    placeholderData: keepPreviousData,
  });
}

/** Where one trace is; it is looked for again until its way is over. */
export function useWhereabouts(traceId: string) {
  return useQuery({
    queryKey: ["whereabouts", traceId],
    queryFn: () =>
      body(api.GET("/api/v1/intake/traces/{trace_id}", { params: { path: { trace_id: traceId } } })),
    enabled: isTraceId(traceId),
    refetchInterval: (query) => (query.state.data?.state === "sealed" ? false : REFRESH.list),
  });
}
