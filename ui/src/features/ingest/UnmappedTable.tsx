import { Link } from "react-router";
import { Rows, Sub } from "@/components/Rows";
import type { UnmappedSpans } from "@/lib/api/types";
import { count } from "@/lib/format";

const COLUMNS = [
  { label: "Instrumentation" },
  { label: "Spans", number: true },
  { label: "What could not be told" },
  { label: "" },
];

/** Spans of AI systems that no convention could place, by instrumentation scope. */
export function UnmappedTable({ spans }: { spans: UnmappedSpans[] }) {
  return (
    <Rows columns={COLUMNS} label="Unmapped spans">
      {spans.map((one) => (
        <tr key={`${one.source} ${one.scope} ${one.reason}`}>
          <td>
            {one.scope || "no scope"}
            <Sub>{one.source}</Sub>
          </td>
          <td data-number>{count(one.spans)}</td>
          <td>{one.reason}</td>
          <td>
            <Link to={`/traces/${one.example}`}>example</Link>
          </td>
        </tr>
      ))}
    </Rows>
  );
}
