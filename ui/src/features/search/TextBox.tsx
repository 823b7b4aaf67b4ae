import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { FILTER_FIELD } from "@/lib/keyboard";
import classes from "./FilterBar.module.css";
import { useDraft } from "./useDraft";

/** The text that must stand in a trace; searched for after a pause, or on Enter. */
export function TextBox({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [draft, change, settle] = useDraft(text, onChange);
  return (
    <TextInput
      {...{ [FILTER_FIELD]: true }}
      className={classes.text}
      aria-label="Text in messages, tool calls, attributes and logs"
      placeholder="Text in messages, tool calls, attributes or logs"
      leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
      rightSection={
        draft !== "" && <CloseButton size="sm" aria-label="Clear the text" onClick={() => change("")} />
      }
      value={draft}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
