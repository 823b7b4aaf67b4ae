import { Link } from "react-router";
import { Fact, Facts } from "@/components/Facts";
import type { Task } from "@/lib/api/types";

const WHOM = [
  ["user", "User"],
  ["session", "Session"],
  ["tenant", "Tenant"],
  ["team", "Team"],
  ["feature", "Feature"],
] as const;

/** Whom and what the task served, each leading to the other tasks of the same. */
export function ServedFacts({ task }: { task: Task }) {
  const said = WHOM.filter(([name]) => task[name] !== "");
  if (said.length === 0) return null;
  return (
    <Facts>
      {said.map(([name, label]) => (
        <Fact key={name} name={label}>
          <Link to={`/traces?last=7d&${name}=${encodeURIComponent(task[name])}`}>{task[name]}</Link>
        </Fact>
      ))}
    </Facts>
  );
}
