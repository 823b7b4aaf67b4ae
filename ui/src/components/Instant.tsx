import { Tooltip } from "@mantine/core";
import { clockTime, day, fullTime } from "@/lib/time/clock";
import { age } from "@/lib/time/duration";
import { useNow } from "@/lib/time/now";
import { useZone, zoneName } from "@/lib/time/zone";

interface Props {
  at: string;
  /** "age" ticks ("4 min ago"); "clock" is the time of day; "day" adds the date. */
  as?: "age" | "clock" | "day";
}

/** An instant. Hovering shows it in full, with its zone. */
export function Instant({ at, as = "age" }: Props) {
  const [zone] = useZone();
  const date = new Date(at);
  const full = `${fullTime(date, zone)} ${zoneName(zone, date)}`;
  return (
    <Tooltip label={full} openDelay={300} withinPortal>
      <time dateTime={at}>
        {as === "age" && <Age at={date} />}
        {as === "clock" && clockTime(date, zone)}
        {as === "day" && `${day(date, zone)} ${clockTime(date, zone)}`}
      </time>
    </Tooltip>
  );
}

function Age({ at }: { at: Date }) {
  const seconds = (useNow() - at.getTime()) / 1000;
  return seconds < -5 ? `in ${age(-seconds)}` : `${age(seconds)} ago`;
}
