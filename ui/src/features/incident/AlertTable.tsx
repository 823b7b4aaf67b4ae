import { Link } from "react-router";
import { Elapsed } from "@/components/Elapsed";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { Alert } from "@/lib/api/types";
import { burn } from "@/lib/format";
import { duration } from "@/lib/time/duration";

const COLUMNS = [
  { label: "Alert" },
  { label: "Level" },
  { label: "Fired" },
  { label: "Burn when fired", number: true },
  { label: "State", number: true },
];

export function AlertTable({ alerts }: { alerts: Alert[] }) {
  return (
    <Rows columns={COLUMNS} label="Alerts of this incident">
      {alerts.map((alert) => (
        <tr key={alert.id} title={alert.summary}>
          <td>
            <Link to={`/slos/${encodeURIComponent(alert.slo)}`}>{alert.slo}</Link>
          </td>
          <td>
            <Tag tone={alert.level === "page" ? "bad" : "warn"}>{alert.level}</Tag>
          </td>
          <td>
            <Instant at={alert.fired_at} as="clock" />
          </td>
          <td data-number>
            {burn(alert.burn_rate)}
            <Sub>
              threshold {burn(alert.threshold)} over {duration(alert.long_window_seconds)} and{" "}
              {duration(alert.short_window_seconds)}
            </Sub>
          </td>
          <td data-number>
            {alert.cleared_at ? (
              <>
                cleared after <Elapsed from={alert.fired_at} to={alert.cleared_at} />
              </>
            ) : (
              "firing"
            )}
          </td>
        </tr>
      ))}
    </Rows>
  );
}
