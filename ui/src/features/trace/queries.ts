import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";

/** The log records of a trace, oldest first; asked again while the trace may still grow. */
export function useTraceLogs(traceId: string, growing: boolean) {
  return useQuery({
    queryKey: ["trace-logs", traceId],
    queryFn: async () =>
      (await body(api.GET("/api/v1/logs", { params: { query: { trace_id: traceId } } }))).items,
    refetchInterval: growing ? REFRESH.list : false,
  });
}
