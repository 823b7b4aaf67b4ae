import { Link, useNavigate } from "react-router";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { useRowKeys } from "@/components/useRowKeys";
import type { Metric } from "@/lib/api/types";
import { count, MISSING, words } from "@/lib/format";

const COLUMNS = [
  { label: "Metric" },
  { label: "Type" },
  { label: "Unit" },
  { label: "Services" },
  { label: "Streams", number: true },
  { label: "Points", number: true },
  { label: "Last point" },
];

interface Props {
  metrics: Metric[];
  pathOf: (name: string) => string;
}

/** Metrics that applications sent; j and k move, Enter opens. */
export function MetricTable({ metrics, pathOf }: Props) {
  const navigate = useNavigate();
  const current = useRowKeys(metrics.length, (index) => {
    const metric = metrics[index];
    if (metric) navigate(pathOf(metric.name));
  });
  return (
    <Rows columns={COLUMNS} label="Metrics">
      {metrics.map((metric, index) => (
        <tr key={metric.name} data-row data-current={index === current}>
          <td>
            <Link to={pathOf(metric.name)}>{metric.name}</Link>
            <Sub>{metric.description}</Sub>
          </td>
          <td>
            {words(metric.type)}
            <Sub>{nature(metric)}</Sub>
          </td>
          <td>{metric.unit || MISSING}</td>
          <td>{metric.services.join(", ")}</td>
          <td data-number>{count(metric.series)}</td>
          <td data-number>{count(metric.points)}</td>
          <td>
            <Instant at={metric.last_at} />
          </td>
        </tr>
      ))}
    </Rows>
  );
}

function nature({ type, temporality, is_monotonic }: Metric): string {
  const rises = type === "sum" ? [is_monotonic ? "only rises" : "rises and falls"] : [];
  return [temporality, ...rises].filter(Boolean).join(", ");
}
