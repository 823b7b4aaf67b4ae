import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { Problem } from "@/lib/api/problem";
import { REFRESH } from "@/lib/api/refresh";

/** The postmortem as Markdown, or null while there is none; asked for once it can be there. */
export function usePostmortem(incidentId: string, over: boolean) {
  return useQuery({
    queryKey: ["postmortem", incidentId],
    queryFn: async (): Promise<string | null> => {
      try {
        const path = { id: incidentId };
        return await body(
          api.GET("/api/v1/incidents/{id}/postmortem", { params: { path }, parseAs: "text" }),
        );
      } catch (thrown) {
        if (thrown instanceof Problem && thrown.status === 404) return null;
        throw thrown;
      }
    },
    enabled: over,
    refetchInterval: (query) => (query.state.data ? REFRESH.reference : REFRESH.list),
  });
}
