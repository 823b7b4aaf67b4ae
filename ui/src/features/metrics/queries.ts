import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";
import type { Statistic } from "@/lib/api/types";

/** A stretch of time up to now; the API takes its start. */
function since(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** Metrics that had points in the last `seconds`. */
export function useMetrics(seconds: number) {
  return useQuery({
    queryKey: ["metrics", seconds],
    queryFn: async () =>
      (await body(api.GET("/api/v1/telemetry/metrics", { params: { query: { start: since(seconds) } } })))
        .items,
    refetchInterval: REFRESH.series,
    placeholderData: keepPreviousData,
  });
}

export interface MetricQuestion {
  name: string;
  seconds: number;
  /** The metric's natural one when left out. */
  statistic?: Statistic;
  groupBy: readonly string[];
}

/** One metric over the last `seconds`. */
export function useMetric({ name, seconds, statistic, groupBy }: MetricQuestion) {
  return useQuery({
    queryKey: ["metrics", name, seconds, statistic, groupBy],
    queryFn: () =>
      body(
        api.GET("/api/v1/telemetry/metrics/{name}", {
          params: {
            path: { name },
            query: { start: since(seconds), statistic, group_by: [...groupBy] },
          },
        }),
      ),
    refetchInterval: REFRESH.series,
    placeholderData: keepPreviousData,
  });
}
