import { NoTelemetry } from "@/features/ingest/NoTelemetry";
import { useServerStatus } from "@/features/ingest/queries";
import { NoMatch } from "@/features/search/NoMatch";
import type { TaskSearchControl } from "@/features/search/useTaskSearch";

/** No task is found: a server that never had one needs other help than a search without a match. */
export function NothingFound({ control }: { control: TaskSearchControl }) {
  const last = useServerStatus().data?.last_queryable_at;
  const isNarrowed = control.search.conditions.length > 0 || control.search.text !== "";
  return last === null && !isNarrowed ? <NoTelemetry /> : <NoMatch control={control} />;
}
