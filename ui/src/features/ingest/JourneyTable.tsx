import { Link, useNavigate } from "react-router";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { useRowKeys } from "@/components/useRowKeys";
import type { JourneySummary } from "@/lib/api/types";
import { count, percent, rate, usd } from "@/lib/format";
import { duration } from "@/lib/time/duration";

const COLUMNS = [
  { label: "Journey" },
  { label: "Tasks", number: true },
  { label: "Success", number: true },
  { label: "p95 duration", number: true },
  { label: "Cost per task", number: true },
  { label: "Last task", number: true },
];

interface Props {
  journeys: JourneySummary[];
  windowSeconds: number;
  keys?: boolean;
}

export function JourneyTable({ journeys, windowSeconds, keys = false }: Props) {
  const navigate = useNavigate();
  const current = useRowKeys(keys ? journeys.length : 0, (index) => {
    const journey = journeys[index];
    if (journey) navigate(path(journey));
  });
  return (
    <Rows columns={COLUMNS} label="Journeys">
      {journeys.map((journey, index) => (
        <JourneyRow
          key={journey.journey}
          journey={journey}
          windowSeconds={windowSeconds}
          current={index === current}
        />
      ))}
    </Rows>
  );
}

function JourneyRow({
  journey,
  windowSeconds,
  current,
}: {
  journey: JourneySummary;
  windowSeconds: number;
  current: boolean;
}) {
  const judged = journey.successes + journey.failures;
  return (
    <tr data-row data-current={current}>
      <td>
        <Link to={path(journey)}>{journey.journey}</Link>
        <Sub>{journey.services.join(", ")}</Sub>
      </td>
      <td data-number>
        {rate(journey.tasks, windowSeconds)}
        <Sub>{count(journey.tasks)} in all</Sub>
      </td>
      <td data-number>
        {judged > 0 ? percent(journey.successes / judged) : "not told"}
        <Sub>{judged > 0 ? `${count(journey.failures)} failed` : "no outcomes"}</Sub>
      </td>
      <td data-number>
        {duration(journey.p95_seconds)}
        <Sub>median {duration(journey.p50_seconds)}</Sub>
      </td>
      <td data-number>
        {journey.unpriced_calls > 0 && "≥ "}
        {usd(journey.tasks > 0 ? journey.cost_usd / journey.tasks : null)}
        <Sub>{usd(journey.cost_usd)} in all</Sub>
      </td>
      <td data-number>
        <Instant at={journey.last_task_at} />
      </td>
    </tr>
  );
}

function path(journey: JourneySummary): string {
  return `/traces?journey=${encodeURIComponent(journey.journey)}`;
}
