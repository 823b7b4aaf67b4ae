import classes from "./Swatch.module.css";

/** The colour that a row has in the chart beside it; the row's text says the same, so it is not read out. */
export function Swatch({ color }: { color: string }) {
  return <span className={classes.swatch} style={{ background: color }} aria-hidden="true" />;
}
