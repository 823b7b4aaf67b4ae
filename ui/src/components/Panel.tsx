import { type ReactNode, useId } from "react";
import classes from "./Panel.module.css";

interface Props {
  title: string;
  /** Small print beside the title: the window, the unit, how many. */
  note?: ReactNode;
  aside?: ReactNode;
  /** Tables run edge to edge; text does not. */
  padded?: boolean;
  children: ReactNode;
}

/** A titled region of a page. */
export function Panel({ title, note, aside, padded = false, children }: Props) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.header}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {note && <span className={classes.note}>{note}</span>}
        {aside && <div className={classes.aside}>{aside}</div>}
      </header>
      <div className={padded ? classes.padded : undefined}>{children}</div>
    </section>
  );
}
