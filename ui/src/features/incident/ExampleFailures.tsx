import { Link } from "react-router";
import classes from "./BlastRadius.module.css";

/** Failing traces to read: numbers say that it is wrong, these show how. */
export function ExampleFailures({ traceIds }: { traceIds: readonly string[] }) {
  return (
    <div className={classes.examples}>
      {traceIds.map((id) => (
        <Link key={id} to={`/traces/${id}`} className="mono">
          {id.slice(0, 12)}
        </Link>
      ))}
    </div>
  );
}
