import { Link, useNavigate } from "react-router";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { useRowKeys } from "@/components/useRowKeys";
import type { SloStatus } from "@/lib/api/types";
import { burn, count, percent, target } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import { Budget } from "./Budget";
import { fastestBurn } from "./burning";
import { health } from "./health";

const COLUMNS = [
  { label: "Objective" },
  { label: "State" },
  { label: "Good tasks", number: true },
  { label: "Target", number: true },
  { label: "Error budget left" },
  { label: "Burn rate", number: true },
];

/** SLOs, the loudest first. */
export function SloTable({ statuses, keys = false }: { statuses: SloStatus[]; keys?: boolean }) {
  const sorted = [...statuses].sort(
    (a, b) => health(a).order - health(b).order || a.slo.name.localeCompare(b.slo.name),
  );
  const navigate = useNavigate();
  const current = useRowKeys(keys ? sorted.length : 0, (index) => {
    const status = sorted[index];
    if (status) navigate(path(status));
  });
  return (
    <Rows columns={COLUMNS} label="Service level objectives">
      {sorted.map((status, index) => (
        <SloRow key={status.slo.name} status={status} current={index === current} />
      ))}
    </Rows>
  );
}

function SloRow({ status, current }: { status: SloStatus; current: boolean }) {
  const { tone, label } = health(status);
  const burning = fastestBurn(status);
  return (
    <tr data-row data-current={current}>
      <td>
        <Link to={path(status)}>{status.slo.name}</Link>
        <Sub>{status.slo.description || status.slo.journey || status.slo.service}</Sub>
      </td>
      <td>
        <Tag tone={tone}>{label}</Tag>
      </td>
      <td data-number>
        {percent(status.counts.ratio, 2)}
        <Sub>of {count(status.counts.total)}</Sub>
      </td>
      <td data-number>
        {target(status.slo.target)}
        <Sub>over {duration(status.slo.window_seconds)}</Sub>
      </td>
      <td>
        <Budget remaining={status.budget_remaining} />
      </td>
      <td data-number>
        {burn(burning?.rate)}
        {burning && <Sub>last {duration(burning.length_seconds)}</Sub>}
      </td>
    </tr>
  );
}

function path(status: SloStatus): string {
  return `/slos/${encodeURIComponent(status.slo.name)}`;
}
