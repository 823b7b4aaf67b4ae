import { SegmentedControl } from "@mantine/core";
import { LAST } from "@/lib/conditions/window";
import type { TaskSearchControl } from "./useTaskSearch";

/** How far back, up to now; nothing is chosen while a link's instants hold. */
export function WindowPicker({ control }: { control: TaskSearchControl }) {
  const { last, start, end } = control.search.window;
  return (
    <SegmentedControl
      size="xs"
      aria-label="Window"
      data={LAST.map(({ name }) => name)}
      value={start === null && end === null ? last.name : ""}
      onChange={control.setLast}
    />
  );
}
