import { Link } from "react-router";
import { Fact, Facts } from "@/components/Facts";
import { Instant } from "@/components/Instant";
import { OutcomeTag } from "@/components/OutcomeTag";
import type { Task } from "@/lib/api/types";
import { count, MISSING, plural, usd, words } from "@/lib/format";
import { duration } from "@/lib/time/duration";

/** The sealed task of a trace in one row. */
export function TaskFacts({ task }: { task: Task }) {
  return (
    <Facts>
      <Fact
        name="Outcome"
        sub={task.outcome_source === "none" ? "nobody said" : `by ${words(task.outcome_source)}`}
      >
        <OutcomeTag outcome={task.outcome} />
      </Fact>
      <Fact name="Journey" sub={task.service}>
        <Link to={`/traces?journey=${encodeURIComponent(task.journey)}`}>{task.journey}</Link>
      </Fact>
      <Fact name="Duration" sub={<Instant at={task.started_at} as="day" />}>
        {duration(task.duration_seconds)}
      </Fact>
      <Fact name="Tokens" sub="in / out">
        {count(task.input_tokens)} / {count(task.output_tokens)}
      </Fact>
      <Fact
        name="Cost"
        sub={task.unpriced_calls > 0 ? `${plural(task.unpriced_calls, "call")} without a price` : undefined}
      >
        {task.unpriced_calls > 0 && "≥ "}
        {usd(task.cost_usd)}
      </Fact>
      <Fact name="Releases">
        {Object.keys(task.releases).length === 0 && MISSING}
        {Object.entries(task.releases).map(([key, version]) => (
          <div key={key}>
            <Link to={`/traces?release=${encodeURIComponent(`${key}=${version}`)}`}>
              {key} {version}
            </Link>
          </div>
        ))}
      </Fact>
    </Facts>
  );
}
