import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";

export function useSlos() {
  return useQuery({
    queryKey: ["slos"],
    queryFn: async () => (await body(api.GET("/api/v1/slos"))).items,
    refetchInterval: REFRESH.list,
  });
}

/** One SLO with its series over a window such as "6h". */
export function useSlo(name: string, window: string) {
  return useQuery({
    queryKey: ["slos", name, window],
    queryFn: () => body(api.GET("/api/v1/slos/{name}", { params: { path: { name }, query: { window } } })),
    refetchInterval: REFRESH.series,
    placeholderData: keepPreviousData,
    enabled: name !== "",
  });
}
