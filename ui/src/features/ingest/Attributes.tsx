import classes from "./SpanPanel.module.css";

/** Attributes as they came, sorted by name. */
export function Attributes({
  values,
  without = [],
}: {
  values: Record<string, string>;
  without?: readonly string[];
}) {
  const shown = Object.entries(values)
    .filter(([name]) => !without.includes(name))
    .sort(([a], [b]) => a.localeCompare(b));
  return (
    <dl className={classes.attributes}>
      {shown.map(([name, value]) => (
        <AttributeLine key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function AttributeLine({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
