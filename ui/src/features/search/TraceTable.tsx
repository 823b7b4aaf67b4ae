import { Link, useNavigate } from "react-router";
import { Instant } from "@/components/Instant";
import { OutcomeTag } from "@/components/OutcomeTag";
import { Rows, Sub } from "@/components/Rows";
import { useRowKeys } from "@/components/useRowKeys";
import type { Task } from "@/lib/api/types";
import { count, plural, usd, words } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import classes from "./TraceTable.module.css";

const DAY_SECONDS = 86_400;

/** Tasks, one line each; j and k move, Enter opens the trace. */
export function TraceTable({ tasks }: { tasks: Task[] }) {
  const navigate = useNavigate();
  const current = useRowKeys(tasks.length, (index) => {
    const task = tasks[index];
    if (task) navigate(`/traces/${task.trace_id}`);
  });
  const served = tasks.some((task) => task.user !== "" || task.tenant !== "");
  const overDays = secondsBetween(tasks.at(-1), tasks[0]) > DAY_SECONDS;
  const columns = [
    { label: "Ended" },
    { label: "Journey" },
    { label: "Outcome" },
    { label: "Duration", number: true },
    { label: "Cost", number: true },
    { label: "Tokens in / out", number: true },
    { label: "Model" },
    ...(served ? [{ label: "User" }] : []),
    { label: "Prompt" },
  ];
  return (
    <Rows columns={columns} label="Traces">
      {tasks.map((task, index) => (
        <TraceRow
          key={task.trace_id}
          task={task}
          current={index === current}
          served={served}
          overDays={overDays}
        />
      ))}
    </Rows>
  );
}

interface RowProps {
  task: Task;
  current: boolean;
  served: boolean;
  overDays: boolean;
}

function TraceRow({ task, current, served, overDays }: RowProps) {
  return (
    <tr data-row data-current={current}>
      <td className={classes.whole}>
        <Link to={`/traces/${task.trace_id}`}>
          <Instant at={task.ended_at} as={overDays ? "day" : "clock"} />
        </Link>
        <Sub>
          <Instant at={task.ended_at} />
        </Sub>
      </td>
      <td className={classes.whole}>
        {task.journey}
        <Sub>{task.service}</Sub>
      </td>
      <td className={classes.whole}>
        {task.outcome === "success" ? "success" : <OutcomeTag outcome={task.outcome} />}
        <Sub>{trouble(task)}</Sub>
      </td>
      <td data-number>{duration(task.duration_seconds)}</td>
      <td data-number>
        {task.unpriced_calls > 0 && "≥ "}
        {usd(task.cost_usd)}
      </td>
      <td data-number>
        {count(task.input_tokens)} / {count(task.output_tokens)}
      </td>
      <td className={classes.model}>
        {task.models.join(", ")}
        <Sub>{calls(task)}</Sub>
      </td>
      {served && (
        <td className={classes.whole}>
          {task.user}
          <Sub>{task.tenant}</Sub>
        </td>
      )}
      <td>
        <Prompts releases={task.releases} />
      </td>
    </tr>
  );
}

/** From the end of the oldest listed task to that of the newest. */
function secondsBetween(oldest: Task | undefined, newest: Task | undefined): number {
  return oldest && newest ? (Date.parse(newest.ended_at) - Date.parse(oldest.ended_at)) / 1000 : 0;
}

/** What a reader should know before trusting the outcome. */
function trouble(task: Task): string {
  const errors = task.error_count > 0 ? [plural(task.error_count, "failed span")] : [];
  return [...errors, ...task.marks.map(words)].join(", ");
}

function calls(task: Task): string {
  const tools = task.tool_calls > 0 ? [plural(task.tool_calls, "tool call")] : [];
  return [plural(task.llm_calls, "model call"), ...tools].join(", ");
}

/** Prompts change most; the other releases are on the trace's page. */
function Prompts({ releases }: { releases: Record<string, string> }) {
  const prompts = Object.entries(releases).filter(([key]) => key.startsWith("prompt:"));
  return prompts.map(([key, version]) => (
    <div key={key} className={classes.whole}>
      {key.slice("prompt:".length)} {version}
    </div>
  ));
}
