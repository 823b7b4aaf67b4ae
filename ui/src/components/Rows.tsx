import type { ReactNode } from "react";
import classes from "./Rows.module.css";

interface Column {
  label: string;
  number?: boolean;
}

/** A dense table; the caller writes its rows. It scrolls by itself when the window is narrow. */
export function Rows({
  columns,
  label,
  children,
}: {
  columns: Column[];
  label: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label} scope="col" data-number={column.number || undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A second, quieter line in a cell. */
export function Sub({ children }: { children: ReactNode }) {
  return <div className={classes.sub}>{children}</div>;
}

/** A quieter word on the same line. */
export function Aside({ children }: { children: ReactNode }) {
  return <span className={classes.aside}>{children}</span>;
}
