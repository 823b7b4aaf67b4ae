import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";
import type { Action } from "@/lib/api/types";

export interface Decision {
  verdict: "approve" | "reject";
  by: string;
  note: string;
}

/** Approves or rejects an action. The plan's hash goes along: a plan that changed meanwhile is not approved. */
export function useDecide(action: Pick<Action, "id" | "incident_id" | "plan_hash">) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ verdict, by, note }: Decision) => {
      const request = {
        params: { path: { id: action.incident_id, action: action.id } },
        body: { by, note, plan_hash: action.plan_hash },
      };
      return body(
        verdict === "approve"
          ? api.POST("/api/v1/incidents/{id}/actions/{action}/approve", request)
          : api.POST("/api/v1/incidents/{id}/actions/{action}/reject", request),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["incidents"] }),
  });
}

export function useKillSwitch() {
  return useQuery({
    queryKey: ["kill-switch"],
    queryFn: () => body(api.GET("/api/v1/kill-switch")),
    refetchInterval: REFRESH.list,
  });
}

export function useSetKillSwitch() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (engaged: { engaged: boolean; by: string }) =>
      body(api.PUT("/api/v1/kill-switch", { body: engaged })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["kill-switch"] }),
  });
}
