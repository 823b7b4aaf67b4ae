import { Link } from "react-router";
import { Callout } from "@/components/Callout";
import type { BreakdownRow } from "@/lib/api/types";
import { count, plural } from "@/lib/format";
import { useUnpriced } from "./queries";
import { modelsIn } from "./unpriced";

/** Costs that leave calls out say so, and where a price can be given. */
export function UnpricedNotice({ total }: { total: BreakdownRow }) {
  const unpriced = useUnpriced().data;
  if (total.unpriced_calls === 0) return null;
  const models = unpriced ? modelsIn(unpriced.items) : [];
  return (
    <Callout tone="warn">
      Cost is a lower bound: {count(total.unpriced_calls)} of {plural(total.llm_calls, "model call")} here{" "}
      {total.unpriced_calls === 1 ? "has" : "have"} no price.{" "}
      {models.length > 0 &&
        `${plural(models.length, "model")} without one in the last 7 days: ${named(models)}. `}
      <Link to="/costs/prices">Give them a price</Link>
    </Callout>
  );
}

const NAMED = 3;

function named(models: string[]): string {
  const more = models.length - NAMED;
  return models.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${count(more)} more` : "");
}
