import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";

const ALL = ["incidents"] as const;

export function useIncidents() {
  return useQuery({
    queryKey: [...ALL, "list"],
    queryFn: async () => (await body(api.GET("/api/v1/incidents"))).items,
    refetchInterval: REFRESH.list,
  });
}

export function useIncident(id: string) {
  return useQuery({
    queryKey: [...ALL, id],
    queryFn: () => body(api.GET("/api/v1/incidents/{id}", { params: { path: { id } } })),
    refetchInterval: REFRESH.incident,
  });
}

export function useAcknowledge(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (by: string) =>
      body(api.POST("/api/v1/incidents/{id}/acknowledge", { params: { path: { id } }, body: { by } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ALL }),
  });
}

export function useResolve(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ by, note }: { by: string; note: string }) =>
      body(api.POST("/api/v1/incidents/{id}/resolve", { params: { path: { id } }, body: { by, note } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ALL }),
  });
}
