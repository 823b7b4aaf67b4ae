import classes from "./Loading.module.css";

const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Grey lines in the shape of what is coming. */
export function LoadingRows({ rows = 4 }: { rows?: number }) {
  return (
    <div className={classes.rows} role="status" aria-label="Loading">
      {KEYS.slice(0, rows).map((key) => (
        <div key={key} className={classes.row} />
      ))}
    </div>
  );
}
