import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import type { StoredTable } from "@/lib/api/types";
import { bytes, compact, MISSING, words } from "@/lib/format";
import { bytesPerRow, keptOf } from "./outlook";

const COLUMNS = [
  { label: "Table" },
  { label: "Rows", number: true },
  { label: "On disk", number: true },
  { label: "Last 24 hours", number: true },
  { label: "Oldest" },
  { label: "Newest" },
  { label: "Kept", number: true },
];

/** Telemetry tables, largest first. */
export function TableSizes({ tables }: { tables: readonly StoredTable[] }) {
  const sorted = [...tables].sort((a, b) => b.bytes_on_disk - a.bytes_on_disk);
  return (
    <Rows columns={COLUMNS} label="Telemetry tables">
      {sorted.map((table) => {
        const each = bytesPerRow(table.bytes_on_disk, table.rows);
        return (
          <tr key={table.name}>
            <td>{words(table.name)}</td>
            <td data-number>{compact(table.rows)}</td>
            <td data-number>
              {bytes(table.bytes_on_disk)}
              {each !== null && <Sub>{bytes(Math.round(each))} a row</Sub>}
            </td>
            <td data-number>{table.bytes_per_day > 0 ? bytes(table.bytes_per_day) : MISSING}</td>
            <td>{table.oldest ? <Instant at={table.oldest} as="day" /> : MISSING}</td>
            <td>{table.newest ? <Instant at={table.newest} /> : MISSING}</td>
            <td data-number>{keptOf(table)}</td>
          </tr>
        );
      })}
    </Rows>
  );
}
