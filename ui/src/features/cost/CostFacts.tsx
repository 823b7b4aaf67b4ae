import { Fact, Facts } from "@/components/Facts";
import type { BreakdownRow } from "@/lib/api/types";
import { compact, count, percent, usd } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import { costPerTask } from "./rows";

/** All tasks of the window in one row. */
export function CostFacts({ total }: { total: BreakdownRow }) {
  const judged = total.successes + total.failures;
  const bound = total.unpriced_calls > 0 ? "≥ " : "";
  return (
    <Facts>
      <Fact name="Cost" sub={bound ? "a lower bound" : "every call has a price"}>
        {bound}
        {usd(total.cost_usd)}
      </Fact>
      <Fact name="Tasks" sub={`${count(total.failures)} failed`}>
        {count(total.tasks)}
      </Fact>
      <Fact name="Cost per task" sub={`${usd(perSuccess(total))} per success`}>
        {bound}
        {usd(costPerTask(total))}
      </Fact>
      <Fact name="Tokens" sub={`${compact(total.input_tokens)} in / ${compact(total.output_tokens)} out`}>
        {compact(total.input_tokens + total.output_tokens)}
      </Fact>
      <Fact name="Model calls" sub={`${count(total.unpriced_calls)} without a price`}>
        {count(total.llm_calls)}
      </Fact>
      <Fact name="Success" sub={judged > 0 ? `of ${count(judged)} told` : "no outcomes"}>
        {judged > 0 ? percent(total.successes / judged) : "not told"}
      </Fact>
      <Fact name="Duration" sub={`p95 ${duration(total.p95_seconds)}`}>
        {duration(total.p50_seconds)}
      </Fact>
    </Facts>
  );
}

function perSuccess({ cost_usd, successes }: BreakdownRow): number | null {
  return successes > 0 ? cost_usd / successes : null;
}
