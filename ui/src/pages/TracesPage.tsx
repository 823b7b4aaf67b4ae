import { Button } from "@mantine/core";
import { useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { NoTelemetry } from "@/features/ingest/NoTelemetry";
import { useJourneys, useTraces } from "@/features/ingest/queries";
import { TraceFilters } from "@/features/ingest/TraceFilters";
import { TraceTable } from "@/features/ingest/TraceTable";
import { readFilter, writeFilter } from "@/features/ingest/trace-filter";
import type { Task } from "@/lib/api/types";
import classes from "./Page.module.css";

/** Tasks, newest first, narrowed by what the URL says. */
export function TracesPage() {
  const [url, setUrl] = useSearchParams();
  const filter = readFilter(url);
  const traces = useTraces(filter);
  const tasks = traces.data?.pages.flatMap((page) => page.items) ?? [];
  const journeys = useJourneys("24h").data ?? [];
  return (
    <>
      <PageHeader title="Traces" />
      <TraceFilters
        filter={filter}
        onChange={(next) => setUrl(writeFilter(next), { replace: true })}
        journeys={journeys.map(({ journey }) => journey)}
        models={modelsOf(tasks)}
      />
      <Panel title="Tasks" note="newest first; press / to filter, j and k to move">
        <Loaded query={traces} rows={8}>
          {() =>
            tasks.length > 0 ? (
              <TraceTable tasks={tasks} />
            ) : (
              <Nothing narrowed={Object.keys(filter).length > 0} />
            )
          }
        </Loaded>
        {traces.hasNextPage && (
          <div className={classes.more}>
            <Button
              variant="default"
              size="compact-sm"
              loading={traces.isFetchingNextPage}
              onClick={() => traces.fetchNextPage()}
            >
              Older tasks
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (!narrowed) return <NoTelemetry />;
  return (
    <EmptyNotice title="No task matches">
      Loosen the filter, or clear it. Tasks appear once their trace is quiet.
    </EmptyNotice>
  );
}

function modelsOf(tasks: Task[]): string[] {
  return [...new Set(tasks.flatMap((task) => task.models))].sort();
}
