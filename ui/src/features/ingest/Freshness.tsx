import type { ReactNode } from "react";
import { Instant } from "@/components/Instant";
import { asProblem } from "@/lib/api/problem";
import { useNow } from "@/lib/time/now";
import classes from "./Freshness.module.css";
import { useAccounting } from "./queries";

const STALE_SECONDS = 60;

/** How old the newest queryable span is: whether the numbers on screen speak of now. */
export function Freshness() {
  const accounting = useAccounting();
  const now = useNow();
  if (accounting.isError) return <Line tone="bad">{asProblem(accounting.error).message}</Line>;
  const last = accounting.data?.last_queryable_at;
  if (accounting.data === undefined) return <Line tone="calm">…</Line>;
  if (!last) return <Line tone="calm">no span received yet</Line>;
  const stale = now - Date.parse(last) > STALE_SECONDS * 1000;
  return (
    <Line tone={stale ? "warn" : "good"}>
      last span queryable <Instant at={last} />
    </Line>
  );
}

function Line({ tone, children }: { tone: string; children: ReactNode }) {
  return (
    <div className={classes.line} data-tone={tone}>
      <span className={classes.dot} aria-hidden="true" />
      <span>{children}</span>
    </div>
  );
}
