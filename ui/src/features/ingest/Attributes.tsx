import { count } from "@/lib/format";
import { cutOf } from "./cut";
import classes from "./SpanPanel.module.css";

/** Attributes as they came, sorted by name; all, or only those whose name is asked for. */
export function Attributes({
  values,
  only = () => true,
}: {
  values: Record<string, string>;
  only?: (name: string) => boolean;
}) {
  const shown = Object.entries(values)
    .filter(([name]) => only(name))
    .sort(([a], [b]) => a.localeCompare(b));
  const cut = cutOf(values);
  if (shown.length === 0) return <p className={classes.nothing}>None.</p>;
  return (
    <dl className={classes.attributes}>
      {shown.map(([name, value]) => (
        <AttributeLine key={name} name={name} value={value} isCut={cut.includes(name)} />
      ))}
    </dl>
  );
}

function AttributeLine({ name, value, isCut }: { name: string; value: string; isCut: boolean }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {value}
        {isCut && <div className={classes.cut}>Cut at {count(value.length)} characters on arrival.</div>}
      </dd>
    </>
  );
}
