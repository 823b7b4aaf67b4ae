import classes from "./Meter.module.css";
import type { Tone } from "./tone";

/** A share in [0, 1] as a bar. It repeats the number beside it, so screen readers skip it. */
export function Meter({ share, tone = "accent" }: { share: number; tone?: Tone }) {
  const clipped = Math.min(1, Math.max(0, share));
  return (
    <span className={classes.meter} aria-hidden="true">
      <span className={`${classes.fill} ${classes[tone] ?? ""}`} style={{ width: `${clipped * 100}%` }} />
    </span>
  );
}
