import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";

/** What is stored, how long it is kept, and how long the disk lasts. */
export function useStorage() {
  return useQuery({
    queryKey: ["storage"],
    queryFn: () => body(api.GET("/api/v1/storage")),
    refetchInterval: REFRESH.reference,
  });
}
