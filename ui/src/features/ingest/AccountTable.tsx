import { Rows } from "@/components/Rows";
import { count, words } from "@/lib/format";

interface Props {
  label: string;
  what: string;
  counts: Record<string, number>;
  /** What to do about a reason, in words; reasons that explain themselves have none. */
  advice?: Record<string, string>;
}

/** Counts by reason, most frequent first. */
export function AccountTable({ label, what, counts, advice }: Props) {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const columns = [{ label: what }, { label: "Count", number: true }];
  return (
    <Rows columns={advice ? [...columns, { label: "Meaning" }] : columns} label={label}>
      {sorted.map(([reason, n]) => (
        <tr key={reason}>
          <td>{words(reason)}</td>
          <td data-number>{count(n)}</td>
          {advice && <td>{advice[reason]}</td>}
        </tr>
      ))}
    </Rows>
  );
}
