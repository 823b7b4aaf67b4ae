import { Button, Group } from "@mantine/core";
import { EmptyNotice } from "@/components/Notice";
import { LAST } from "@/lib/conditions/window";
import { useZone } from "@/lib/time/zone";
import type { TaskSearchControl } from "./useTaskSearch";
import { saidSearch } from "./words";

/** Nothing matches: says what was searched, and offers to look wider. */
export function NoMatch({ control }: { control: TaskSearchControl }) {
  const { search, setLast, clear } = control;
  const [zone] = useZone();
  const wider = LAST[LAST.findIndex(({ name }) => name === search.window.last.name) + 1];
  const isNarrowed = search.conditions.length > 0 || search.text !== "";
  return (
    <EmptyNotice title="No task matches">
      <p>{saidSearch(search, zone)} Tasks appear once their trace is quiet for a moment.</p>
      <Group gap={8} mt={10}>
        {wider && (
          <Button size="compact-sm" variant="default" onClick={() => setLast(wider.name)}>
            Search the last {wider.label}
          </Button>
        )}
        {isNarrowed && (
          <Button size="compact-sm" variant="default" onClick={clear}>
            Clear all filters
          </Button>
        )}
      </Group>
    </EmptyNotice>
  );
}
