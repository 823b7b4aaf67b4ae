import { Select } from "@mantine/core";
import { useEffect } from "react";
import type { Dimension } from "@/lib/api/types";
import type { TaskWindow } from "@/lib/conditions/window";
import { DIMENSIONS, type Split } from "./dimensions";
import { useSeenReleases } from "./queries";

interface Props {
  split: Split;
  window: TaskWindow;
  onChange: (split: Split) => void;
}

/** What to split by; by release means one of them, prompts first because they change most. */
export function SplitPicker({ split, window, onChange }: Props) {
  const isRelease = split.by === "release";
  const releases = useSeenReleases(window, isRelease).data;
  const usual = releases?.find((key) => key.startsWith("prompt:")) ?? releases?.[0];
  useEffect(() => {
    if (isRelease && split.release === null && usual !== undefined)
      onChange({ by: "release", release: usual });
  });
  const choose = (by: string | null) => {
    const known = DIMENSIONS.find(({ value }) => value === by);
    if (known) onChange({ by: known.value satisfies Dimension, release: null });
  };
  return (
    <>
      <Select
        size="xs"
        w={150}
        aria-label="Split by"
        data={DIMENSIONS.map(({ value, label }) => ({ value, label: `by ${label.toLowerCase()}` }))}
        value={split.by}
        onChange={choose}
        allowDeselect={false}
        searchable
        maxDropdownHeight={420}
      />
      {isRelease && (
        <Select
          size="xs"
          w={210}
          aria-label="Release"
          placeholder={releases?.length === 0 ? "No task carries one" : "Which release?"}
          data={releases ?? []}
          value={split.release}
          onChange={(release) => release && onChange({ by: "release", release })}
          allowDeselect={false}
          searchable
        />
      )}
    </>
  );
}
