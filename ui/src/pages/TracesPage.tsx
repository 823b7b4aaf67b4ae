import { Loaded } from "@/components/Loaded";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { FilterBar } from "@/features/search/FilterBar";
import { Onwards } from "@/features/search/Onwards";
import { useTraces } from "@/features/search/queries";
import { TraceTable } from "@/features/search/TraceTable";
import { type TaskSearchControl, useTaskSearch } from "@/features/search/useTaskSearch";
import { WindowPicker } from "@/features/search/WindowPicker";
import { NothingFound } from "./NothingFound";
import classes from "./Page.module.css";

/** Tasks, newest first, narrowed by what the URL says. */
export function TracesPage() {
  const control = useTaskSearch();
  return (
    <>
      <PageHeader title="Traces" aside={<WindowPicker control={control} />} />
      <FilterBar control={control} text />
      <Panel title="Tasks" note="newest first; press / to search, j and k to move">
        <Found control={control} />
      </Panel>
    </>
  );
}

function Found({ control }: { control: TaskSearchControl }) {
  const traces = useTraces(control.search);
  const pages = traces.data?.pages ?? [];
  const tasks = pages.flatMap((page) => page.items);
  return (
    <div className={traces.isPlaceholderData ? classes.older : undefined} aria-busy={traces.isFetching}>
      <Loaded query={traces} rows={8}>
        {() => {
          if (tasks.length > 0) return <TraceTable tasks={tasks} />;
          return traces.hasNextPage ? null : <NothingFound control={control} />;
        }}
      </Loaded>
      {traces.hasNextPage && (
        <Onwards
          searchedUntil={pages.at(-1)?.searched_until ?? null}
          found={tasks.length}
          loading={traces.isFetchingNextPage}
          onMore={() => traces.fetchNextPage()}
        />
      )}
    </div>
  );
}
