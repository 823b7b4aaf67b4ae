import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { CostComparison } from "@/lib/api/types";
import { count, MISSING, percent, usd } from "@/lib/format";
import { difference } from "./prices";

const COLUMNS = [
  { label: "Model" },
  { label: "Calls that report", number: true },
  { label: "Reported", number: true },
  { label: "Computed", number: true },
  { label: "Difference", number: true },
];
/** Rounding explains less; more is a price that one of the two has wrong. */
const NOTABLE = 0.02;
/** From here on a percentage says less than a factor. */
const TIMES = 9;

/** What calls said they cost beside what their tokens cost by price, widest apart first. */
export function ComparisonTable({ items }: { items: CostComparison[] }) {
  return (
    <Rows columns={COLUMNS} label="Reported and computed cost">
      {items.map((item) => (
        <tr key={`${item.vendor}/${item.model}`}>
          <td>
            {item.model || "(no name)"}
            <Sub>{item.vendor || "no vendor"}</Sub>
          </td>
          <td data-number>
            {count(item.calls)}
            {item.priced_calls < item.calls && (
              <Sub>{count(item.calls - item.priced_calls)} without a price, left out</Sub>
            )}
          </td>
          <td data-number>{item.priced_calls > 0 ? usd(item.reported_usd) : MISSING}</td>
          <td data-number>{item.priced_calls > 0 ? usd(item.computed_usd) : MISSING}</td>
          <td data-number>
            <Difference item={item} />
          </td>
        </tr>
      ))}
    </Rows>
  );
}

function Difference({ item }: { item: CostComparison }) {
  const apart = item.priced_calls > 0 ? difference(item.reported_usd, item.computed_usd) : null;
  if (apart === null) return MISSING;
  const text = apart > TIMES ? `${count(apart + 1)} times` : `${apart > 0 ? "+" : ""}${percent(apart)}`;
  return Math.abs(apart) > NOTABLE ? <Tag tone="warn">{text}</Tag> : text;
}
