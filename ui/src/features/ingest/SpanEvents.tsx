import type { SpanEvent } from "@/lib/api/types";
import { Attributes } from "./Attributes";
import { isContentEvent } from "./content";
import classes from "./SpanPanel.module.css";

/** What happened within a span, but for its messages; events that only mark an instant are counted by name. */
export function SpanEvents({ events }: { events: readonly SpanEvent[] }) {
  const others = events.filter((event) => !isContentEvent(event.name));
  const telling = others.filter((event) => Object.keys(event.attributes).length > 0);
  const marks = countByName(others.filter((event) => !telling.includes(event)));
  return (
    <>
      {telling.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events of one name may share their instant
        <section key={index} className={classes.section}>
          <h3>Event: {event.name}</h3>
          <Attributes values={event.attributes} />
        </section>
      ))}
      {marks.length > 0 && (
        <section className={classes.section}>
          <h3>Events without attributes</h3>
          {marks.map(([name, times]) => (
            <div key={name} className="mono">
              {name}
              {times > 1 && ` × ${times}`}
            </div>
          ))}
        </section>
      )}
    </>
  );
}

function countByName(events: readonly SpanEvent[]): [name: string, times: number][] {
  const times = new Map<string, number>();
  for (const { name } of events) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times];
}
