import type { ReactNode } from "react";
import classes from "./Facts.module.css";

/** A row of named values. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

export function Fact({ name, sub, children }: { name: string; sub?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>
        {children}
        {sub && <span className={classes.sub}>{sub}</span>}
      </dd>
    </div>
  );
}
