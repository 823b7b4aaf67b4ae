import type { ReactNode } from "react";
import classes from "./Tag.module.css";
import type { Tone } from "./tone";

/** A short word with a tone. The word carries the meaning; colour only repeats it. */
export function Tag({ tone = "calm", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${classes.tag} ${classes[tone] ?? ""}`}>{children}</span>;
}
