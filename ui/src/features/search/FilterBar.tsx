import { Button } from "@mantine/core";
import { Fragment } from "react";
import { said } from "@/lib/conditions/conditions";
import { useZone } from "@/lib/time/zone";
import { AddFilter } from "./AddFilter";
import { Chip } from "./Chip";
import classes from "./FilterBar.module.css";
import { TextBox } from "./TextBox";
import type { TaskSearchControl } from "./useTaskSearch";
import { saidWindow } from "./words";

interface Props {
  control: TaskSearchControl;
  /** Whether text can be searched for, too. */
  text?: boolean;
}

/** What tasks are narrowed to: text, conditions as chips, and a way to add one. All of it lives in the URL. */
export function FilterBar({ control, text = false }: Props) {
  const { search, add, remove, setLast, setText, clear } = control;
  const { conditions, window } = search;
  const [zone] = useZone();
  const isFixed = window.start !== null || window.end !== null;
  return (
    <search className={classes.bar} aria-label="Narrow tasks">
      {text && <TextBox text={search.text} onChange={setText} />}
      <ul className={classes.chips} aria-label="Filters">
        {isFixed && (
          <Chip what="Ended" which={saidWindow(window, zone)} onRemove={() => setLast(window.last.name)} />
        )}
        {conditions.map((condition) => (
          <Fragment key={`${condition.kind}=${condition.value}`}>
            <Chip {...said(condition)} onRemove={() => remove(condition)} />
          </Fragment>
        ))}
        <li>
          <AddFilter window={window} onAdd={add} />
        </li>
        {conditions.length > 0 && (
          <li>
            <Button variant="subtle" color="gray" size="compact-sm" onClick={clear}>
              Clear
            </Button>
          </li>
        )}
      </ul>
    </search>
  );
}
