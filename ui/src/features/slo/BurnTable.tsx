import { Meter } from "@/components/Meter";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { AlertVerdict, BurnRate } from "@/lib/api/types";
import { burn, count } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import classes from "./BurnTable.module.css";

const COLUMNS = [
  { label: "Rule" },
  { label: "Long window", number: true },
  { label: "Short window", number: true },
  { label: "Threshold", number: true },
  { label: "Says" },
];

/** The multi-window burn-rate rules and what each says now; a rule fires when both windows are over its threshold. */
export function BurnTable({ verdicts }: { verdicts: AlertVerdict[] }) {
  return (
    <Rows columns={COLUMNS} label="Burn-rate alert windows">
      {verdicts.map((verdict) => {
        const { level, long_seconds, short_seconds, burn_rate } = verdict.window;
        return (
          <tr key={`${level} ${long_seconds} ${short_seconds}`}>
            <td>{level}</td>
            <Burning burning={verdict.long} threshold={burn_rate} />
            <Burning burning={verdict.short} threshold={burn_rate} />
            <td data-number>{burn(burn_rate)}</td>
            <td>
              <Tag tone={verdict.firing ? (level === "page" ? "bad" : "warn") : "calm"}>
                {verdict.firing ? "firing" : "quiet"}
              </Tag>
            </td>
          </tr>
        );
      })}
    </Rows>
  );
}

function Burning({ burning, threshold }: { burning: BurnRate; threshold: number }) {
  const over = burning.rate !== null && burning.rate > threshold;
  return (
    <td data-number>
      <div className={classes.cell}>
        <span className={over ? classes.over : undefined}>{burn(burning.rate)}</span>
        <Meter share={(burning.rate ?? 0) / threshold} tone={over ? "bad" : "accent"} />
      </div>
      <Sub>
        {duration(burning.length_seconds)}: {count(burning.counts.bad)} of {count(burning.counts.total)} bad
        {burning.lower_bound !== null && `, at least ${burn(burning.lower_bound)}`}
      </Sub>
    </td>
  );
}
