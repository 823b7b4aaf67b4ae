import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import type { Refusal } from "@/lib/api/types";

const COLUMNS = [
  { label: "When" },
  { label: "Sender" },
  { label: "Answer", number: true },
  { label: "What it was told" },
];

/** Refusals, newest first: who sent what, and what the server answered. */
export function RefusalTable({ refusals }: { refusals: Refusal[] }) {
  return (
    <Rows columns={COLUMNS} label="Refusals">
      {refusals.map((refusal, index) => (
        // Two refusals may be alike in everything, their instant included.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
        <tr key={`${refusal.at} ${index}`}>
          <td style={{ whiteSpace: "nowrap" }}>
            <Instant at={refusal.at} />
          </td>
          <td>
            {refusal.source || "unknown service"}
            {refusal.sender && <Sub>{refusal.sender}</Sub>}
          </td>
          <td data-number>
            {refusal.status}
            <Sub>{refusal.signal}</Sub>
          </td>
          <td style={{ overflowWrap: "anywhere" }}>{refusal.message || refusal.reason}</td>
        </tr>
      ))}
    </Rows>
  );
}
