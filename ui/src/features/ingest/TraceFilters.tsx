import { Autocomplete, Button, NumberInput, Select, TextInput } from "@mantine/core";
import { FILTER_FIELD } from "@/lib/keyboard";
import classes from "./TraceFilters.module.css";
import { OUTCOMES, type TraceFilter } from "./trace-filter";
import { useDraftFilter } from "./useDraftFilter";

interface Props {
  filter: TraceFilter;
  onChange: (filter: TraceFilter) => void;
  journeys: string[];
  models: string[];
}

/** The filter of the trace list; it lives in the URL, so a narrowed list can be sent to a colleague. */
export function TraceFilters({ filter: settled, onChange, journeys, models }: Props) {
  const [filter, change] = useDraftFilter(settled, onChange);
  const set = (part: TraceFilter) => change({ ...filter, ...part });
  const outcome = (value: string | null) => OUTCOMES.find((known) => known === value);
  return (
    <search className={classes.form} aria-label="Filter traces">
      <Autocomplete
        {...{ [FILTER_FIELD]: true }}
        label="Journey"
        placeholder="any"
        data={journeys}
        value={filter.journey ?? ""}
        onChange={(journey) => set({ journey: journey || undefined })}
        w={190}
      />
      <Select
        label="Outcome"
        placeholder="any"
        data={[...OUTCOMES]}
        value={filter.outcome ?? null}
        onChange={(value) => set({ outcome: outcome(value) })}
        clearable
        w={130}
      />
      <Autocomplete
        label="Model"
        placeholder="any"
        data={models}
        value={filter.model ?? ""}
        onChange={(model) => set({ model: model || undefined })}
        w={210}
      />
      <TextInput
        label="Release"
        placeholder="prompt:name=v2"
        value={filter.release ?? ""}
        onChange={(event) => set({ release: event.currentTarget.value || undefined })}
        w={210}
      />
      <NumberInput
        label="At least (s)"
        placeholder="0"
        min={0}
        value={filter.min_duration_seconds ?? ""}
        onChange={(value) => set({ min_duration_seconds: Number(value) || undefined })}
        hideControls
        w={90}
      />
      <NumberInput
        label="At least ($)"
        placeholder="0"
        min={0}
        decimalScale={4}
        value={filter.min_cost_usd ?? ""}
        onChange={(value) => set({ min_cost_usd: Number(value) || undefined })}
        hideControls
        w={90}
      />
      <Button variant="subtle" onClick={() => change({})} disabled={Object.keys(filter).length === 0}>
        Clear
      </Button>
    </search>
  );
}
