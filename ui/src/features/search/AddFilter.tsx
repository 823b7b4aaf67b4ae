import { Button, Popover, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { type Condition, isReadable } from "@/lib/conditions/conditions";
import { factsOf, isKind, KINDS, type Kind } from "@/lib/conditions/kinds";
import type { TaskWindow } from "@/lib/conditions/window";
import classes from "./FilterBar.module.css";
import { ValueField } from "./ValueField";

const GROUPED = groups();
/** Lists stay inside the form: a click on one of theirs is no click outside of it. */
const INSIDE = { withinPortal: false } as const;

interface Props {
  window: TaskWindow;
  onAdd: (condition: Condition) => void;
}

/** A small form: what to narrow by, then its value. */
export function AddFilter({ window, onAdd }: Props) {
  const [opened, setOpened] = useState(false);
  const add = (condition: Condition) => {
    onAdd(condition);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
          onClick={() => setOpened(!opened)}
          aria-expanded={opened}
        >
          Add filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{opened && <Form window={window} onAdd={add} />}</Popover.Dropdown>
    </Popover>
  );
}

function Form({ window, onAdd }: Props) {
  const [kind, setKind] = useState<Kind | null>(null);
  const [value, setValue] = useState("");
  const condition = kind === null ? null : { kind, value: value.trim() };
  const isComplete = condition !== null && condition.value !== "" && isReadable(condition);
  const choose = (name: string | null) => {
    const chosen = name !== null && isKind(name) ? name : null;
    setValue("");
    setKind(chosen);
    if (chosen && factsOf(chosen).entry === "flag") onAdd({ kind: chosen, value: "true" });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete) onAdd(condition);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <Select
        data-autofocus
        label="Narrow by"
        placeholder="Choose or type"
        data={GROUPED}
        value={kind}
        onChange={choose}
        searchable
        openOnFocus
        nothingFoundMessage="No such property"
        maxDropdownHeight={300}
        comboboxProps={INSIDE}
      />
      {kind !== null && (
        <ValueField key={kind} kind={kind} window={window} value={value} onChange={setValue} />
      )}
      <Button type="submit" size="compact-md" disabled={!isComplete}>
        Add
      </Button>
    </form>
  );
}

function groups() {
  const kinds = Object.keys(KINDS).filter(isKind);
  const names = [...new Set(kinds.map((kind) => factsOf(kind).group))];
  return names.map((group) => ({
    group,
    items: kinds
      .filter((kind) => factsOf(kind).group === group)
      .map((kind) => ({ value: kind, label: factsOf(kind).label })),
  }));
}
