import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Problem } from "@/lib/api/problem";
import { Instant } from "./Instant";
import classes from "./Notice.module.css";

/** Nothing to show: says so, and what to do next. */
export function EmptyNotice({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.notice}>
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.body}>{children}</div>}
    </div>
  );
}

/** A request failed and there is nothing older to show. */
export function ErrorNotice({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  return (
    <div className={`${classes.notice} ${classes.bad}`} role="alert">
      <p className={classes.title}>{problem.message}</p>
      {problem.detail && <p className={classes.body}>{problem.detail}</p>}
      {onRetry && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** The last request failed; what is shown below is older than it looks. */
export function StaleNotice({ since, problem }: { since: number; problem: Problem }) {
  return (
    <output className={classes.stale} style={{ display: "block" }}>
      Not updated since <Instant at={new Date(since).toISOString()} as="clock" /> (
      <Instant at={new Date(since).toISOString()} />
      ): {problem.message.toLowerCase()}.
    </output>
  );
}
