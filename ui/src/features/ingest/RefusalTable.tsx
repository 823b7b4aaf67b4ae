import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import type { Refusal } from "@/lib/api/types";
import { count } from "@/lib/format";
import { folded } from "./refusals";

const COLUMNS = [{ label: "When" }, { label: "Answer", number: true }, { label: "Who was told what" }];

/** Refusals, newest first: what the server answered, and to whom. */
export function RefusalTable({ refusals, most }: { refusals: Refusal[]; most?: number }) {
  return (
    <Rows columns={COLUMNS} label="Refusals">
      {folded(refusals)
        .slice(0, most)
        .map(({ newest: refusal, times }, index) => (
          // Two refusals may be alike in everything, their instant included.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
          <tr key={`${refusal.at} ${index}`}>
            <td style={{ minWidth: 0, whiteSpace: "nowrap" }}>
              <Instant at={refusal.at} />
              {times > 1 && <Sub>{count(times)} times</Sub>}
            </td>
            <td data-number>
              {refusal.status}
              <Sub>{refusal.signal}</Sub>
            </td>
            <td style={{ overflowWrap: "anywhere" }}>
              {refusal.message || refusal.reason}
              <Sub>
                {refusal.source || "unknown service"}
                {refusal.sender && ` at ${refusal.sender}`}
              </Sub>
            </td>
          </tr>
        ))}
    </Rows>
  );
}
