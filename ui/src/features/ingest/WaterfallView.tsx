import { useHotkeys } from "@mantine/hooks";
import { duration } from "@/lib/time/duration";
import classes from "./Waterfall.module.css";
import { WaterfallRow } from "./WaterfallRow";
import { ticks, type Waterfall } from "./waterfall";

interface Props {
  waterfall: Waterfall;
  selected: string;
  onSelect: (spanId: string) => void;
}

/** Spans over time. j and k move the selection. */
export function WaterfallView({ waterfall, selected, onSelect }: Props) {
  const { bars, lengthSeconds } = waterfall;
  const move = (step: number) => {
    const next = bars[bars.findIndex((bar) => bar.span.span_id === selected) + step];
    if (next) onSelect(next.span.span_id);
  };
  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
  ]);
  return (
    <div className={classes.waterfall}>
      <div className={classes.axis} aria-hidden="true">
        <span>Span</span>
        <span className={classes.scale}>
          {ticks(lengthSeconds).map((at) => (
            <span key={at} className={classes.tick} style={{ left: `${(at / lengthSeconds) * 100}%` }}>
              {at === 0 ? "0" : duration(at)}
            </span>
          ))}
        </span>
        <span className={classes.time}>Duration</span>
      </div>
      {bars.map((bar) => (
        <WaterfallRow
          key={bar.span.span_id}
          bar={bar}
          selected={bar.span.span_id === selected}
          onSelect={() => onSelect(bar.span.span_id)}
        />
      ))}
    </div>
  );
}
