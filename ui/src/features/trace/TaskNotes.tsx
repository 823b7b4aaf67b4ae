import { Callout } from "@/components/Callout";
import type { Task } from "@/lib/api/types";
import { percent, words } from "@/lib/format";
import { MARKS } from "@/lib/marks";
import classes from "./TaskNotes.module.css";

/** What a reader must know before trusting the numbers: spans that were let go, and facts about the data. */
export function TaskNotes({ task }: { task: Task }) {
  if (task.is_kept && task.marks.length === 0) return null;
  return (
    <>
      {!task.is_kept && (
        <Callout tone="calm">
          <strong>The spans were sampled out.</strong> The task's own numbers stay, and count in objectives
          and costs; its steps and messages are gone, or will go. {percent(task.keep_probability)} of traces
          like it are kept.
        </Callout>
      )}
      {task.marks.length > 0 && (
        <Callout tone="warn">
          <ul className={classes.marks}>
            {task.marks.map((mark) => (
              <li key={mark}>
                <strong>Marked {words(mark)}.</strong> {MARKS[mark] ?? "A fact about the data of this task."}
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </>
  );
}
