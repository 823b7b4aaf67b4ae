import { Autocomplete, NumberInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { factsOf, type Kind } from "@/lib/conditions/kinds";
import type { TaskWindow } from "@/lib/conditions/window";
import { words } from "@/lib/format";
import classes from "./FilterBar.module.css";
import { useSeenValues } from "./queries";

interface Props {
  kind: Kind;
  window: TaskWindow;
  value: string;
  onChange: (value: string) => void;
}

const INSIDE = { withinPortal: false } as const;

/** The field of a condition's value, in the way its kind is entered; it takes the focus when it appears. */
export function ValueField(props: Props) {
  const { kind, value, onChange } = props;
  const { entry, choices = [], hint, prefix, unit, label } = factsOf(kind);
  if (entry === "seen") return <SeenField {...props} />;
  if (entry === "score") return <ScoreField onChange={onChange} hint={hint} />;
  if (entry === "choice")
    return (
      <Select
        autoFocus
        openOnFocus
        label={label}
        data={choices.map((choice) => ({ value: choice, label: words(choice) }))}
        value={value || null}
        onChange={(choice) => onChange(choice ?? "")}
        comboboxProps={INSIDE}
      />
    );
  if (entry === "number")
    return (
      <NumberInput
        autoFocus
        label={label}
        min={0}
        prefix={prefix}
        suffix={unit}
        value={value}
        onChange={(number) => onChange(String(number))}
        hideControls
      />
    );
  return (
    <TextInput
      autoFocus
      label={label}
      placeholder={hint}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A value out of those that tasks had within the window; one that none had may be typed. */
function SeenField({ kind, window, value, onChange }: Props) {
  const { dimension, label } = factsOf(kind);
  const seen = useSeenValues(dimension, window);
  return (
    <Autocomplete
      autoFocus
      openOnFocus
      label={label}
      placeholder={seen.data?.length === 0 ? "No task says one" : "Choose or type"}
      data={seen.data ?? []}
      value={value}
      onChange={onChange}
      maxDropdownHeight={240}
      comboboxProps={INSIDE}
    />
  );
}

/** An evaluator and a range, either side of which may be left open. */
function ScoreField({ onChange, hint }: { onChange: (value: string) => void; hint?: string }) {
  const [score, setScore] = useState({ evaluator: "", least: "", most: "" });
  const set = (part: Partial<typeof score>) => {
    const next = { ...score, ...part };
    setScore(next);
    onChange(next.evaluator ? `${next.evaluator}=${next.least}..${next.most}` : "");
  };
  return (
    <>
      <TextInput
        autoFocus
        label="Evaluator"
        placeholder={hint}
        value={score.evaluator}
        onChange={(event) => set({ evaluator: event.currentTarget.value })}
      />
      <div className={classes.range}>
        <NumberInput
          label="From"
          placeholder="any"
          hideControls
          onChange={(least) => set({ least: String(least) })}
        />
        <NumberInput
          label="To"
          placeholder="any"
          hideControls
          onChange={(most) => set({ most: String(most) })}
        />
      </div>
    </>
  );
}
