import { Fragment } from "react";
import { DataLink } from "@/components/DataLink";
import { Instant } from "@/components/Instant";
import type { TimelineEntry } from "@/lib/api/types";
import { words } from "@/lib/format";
import { day } from "@/lib/time/clock";
import { useZone, zoneName } from "@/lib/time/zone";
import classes from "./Timeline.module.css";
import { entryTone } from "./tones";

/** What happened, oldest first, as it will stand in the postmortem. */
export function Timeline({ entries: recorded }: { entries: TimelineEntry[] }) {
  const [zone] = useZone();
  // Entries are recorded as they become known; a change is often learned of after the alert it caused.
  const entries = recorded.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const days = entries.map(({ at }) => `${day(new Date(at), zone)}, ${zoneName(zone, new Date(at))}`);
  return (
    <ol className={classes.list}>
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the timeline only grows at its end
        <Fragment key={index}>
          {days[index] !== days[index - 1] && <li className={classes.day}>{days[index]}</li>}
          <Entry entry={entry} />
        </Fragment>
      ))}
    </ol>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  return (
    <li className={classes.entry} data-tone={entryTone(entry.kind)}>
      <span className={classes.at}>
        <Instant at={entry.at} as="clock" />
      </span>
      <div className={classes.text}>
        {entry.text}
        <div className={classes.by}>
          {words(entry.kind)} · {entry.actor}
          {entry.link && (
            <>
              {" · "}
              <DataLink link={entry.link}>open</DataLink>
            </>
          )}
        </div>
      </div>
    </li>
  );
}
