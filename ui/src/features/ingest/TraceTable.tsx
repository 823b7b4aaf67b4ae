import { Link, useNavigate } from "react-router";
import { Instant } from "@/components/Instant";
import { Aside, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { useRowKeys } from "@/components/useRowKeys";
import type { Task } from "@/lib/api/types";
import { count, usd, words } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import { outcomeTone } from "./outcomes";

const COLUMNS = [
  { label: "Ended" },
  { label: "Journey" },
  { label: "Outcome" },
  { label: "Duration", number: true },
  { label: "Tokens in / out", number: true },
  { label: "Cost", number: true },
  { label: "Calls" },
  { label: "Releases" },
];

/** Tasks, one line each; j and k move, Enter opens the trace. */
export function TraceTable({ tasks }: { tasks: Task[] }) {
  const navigate = useNavigate();
  const current = useRowKeys(tasks.length, (index) => {
    const task = tasks[index];
    if (task) navigate(`/traces/${task.trace_id}`);
  });
  return (
    <Rows columns={COLUMNS} label="Traces">
      {tasks.map((task, index) => (
        <TraceRow key={task.trace_id} task={task} current={index === current} />
      ))}
    </Rows>
  );
}

function TraceRow({ task, current }: { task: Task; current: boolean }) {
  return (
    <tr data-row data-current={current}>
      <td style={{ whiteSpace: "nowrap" }}>
        <Link to={`/traces/${task.trace_id}`}>
          <Instant at={task.ended_at} as="clock" />
        </Link>
        <Aside>
          <Instant at={task.ended_at} />
        </Aside>
      </td>
      <td>
        {task.journey}
        <Aside>{task.service}</Aside>
      </td>
      <td>
        {task.outcome === "success" ? "success" : <Tag tone={outcomeTone(task.outcome)}>{task.outcome}</Tag>}
        {task.marks.length > 0 && <Aside>{task.marks.map(words).join(", ")}</Aside>}
      </td>
      <td data-number>{duration(task.duration_seconds)}</td>
      <td data-number>
        {count(task.input_tokens)} / {count(task.output_tokens)}
      </td>
      <td data-number>
        {task.unpriced_calls > 0 && "≥ "}
        {usd(task.cost_usd)}
      </td>
      <td style={{ whiteSpace: "nowrap" }}>
        {task.llm_calls} llm · {task.tool_calls} tool
        {task.error_count > 0 && <Aside>{task.error_count} failed</Aside>}
      </td>
      <td>
        <Releases releases={task.releases} />
      </td>
    </tr>
  );
}

/** Prompts first: they change most. The rest is on the trace's page. */
function Releases({ releases }: { releases: Record<string, string> }) {
  const prompts = Object.entries(releases).filter(([key]) => key.startsWith("prompt:"));
  return (
    <>
      {prompts.map(([key, version]) => (
        <div key={key}>
          {key.slice("prompt:".length)} {version}
        </div>
      ))}
    </>
  );
}
