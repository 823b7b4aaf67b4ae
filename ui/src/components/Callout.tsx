import type { ReactNode } from "react";
import classes from "./Callout.module.css";

/** A fact that changes how the rest of the page is to be read. */
export function Callout({ tone, children }: { tone: "warn" | "calm"; children: ReactNode }) {
  return (
    <div className={`${classes.callout} ${classes[tone] ?? ""}`} role="note">
      {children}
    </div>
  );
}
