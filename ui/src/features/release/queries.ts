import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";
import type { Axis } from "@/lib/api/types";

export function useChanges(limit: number, axis?: Axis) {
  return useQuery({
    queryKey: ["changes", limit, axis ?? ""],
    queryFn: async () =>
      (await body(api.GET("/api/v1/changes", { params: { query: { limit, axis } } }))).items,
    refetchInterval: REFRESH.list,
    placeholderData: keepPreviousData,
  });
}

export function useReleases(axis?: Axis) {
  return useQuery({
    queryKey: ["releases", axis ?? ""],
    queryFn: async () => (await body(api.GET("/api/v1/releases", { params: { query: { axis } } }))).items,
    refetchInterval: REFRESH.reference,
    placeholderData: keepPreviousData,
  });
}
