import { UnstyledButton } from "@mantine/core";
import { duration } from "@/lib/time/duration";
import { kindColor } from "./kinds";
import classes from "./Waterfall.module.css";
import type { Bar } from "./waterfall";

const INDENT_PX = 14;

interface Props {
  bar: Bar;
  selected: boolean;
  onSelect: () => void;
}

export function WaterfallRow({ bar, selected, onSelect }: Props) {
  const { span } = bar;
  const color = kindColor(span.kind);
  return (
    <UnstyledButton
      className={classes.row}
      aria-pressed={selected}
      onClick={onSelect}
      data-span={span.span_id}
    >
      <span className={classes.name} style={{ paddingLeft: bar.depth * INDENT_PX }}>
        <span className={classes.dot} style={{ background: color }} />
        <span className={`${classes.label} ${span.is_error ? classes.failed : ""}`} title={span.name}>
          {span.name}
        </span>
        <span className={classes.kind}>
          {span.kind}
          {bar.orphan && " · parent missing"}
        </span>
        {bar.origin && <span className={classes.origin}>error</span>}
      </span>
      <span className={classes.track}>
        <span
          className={classes.bar}
          style={{
            left: `${bar.left * 100}%`,
            width: `${bar.width * 100}%`,
            background: span.is_error ? "var(--bad)" : color,
          }}
        />
      </span>
      <span className={classes.time}>{duration(span.duration_seconds)}</span>
    </UnstyledButton>
  );
}
