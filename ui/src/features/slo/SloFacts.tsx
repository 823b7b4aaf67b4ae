import { Fact, Facts } from "@/components/Facts";
import { Instant } from "@/components/Instant";
import type { SloDetail } from "@/lib/api/types";
import { burn, count, percent, target } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import { Budget } from "./Budget";
import { fastestBurn } from "./burning";

export function SloFacts({ slo }: { slo: SloDetail }) {
  const burning = fastestBurn(slo);
  return (
    <Facts>
      <Fact name="Good tasks" sub={`${count(slo.counts.bad)} bad of ${count(slo.counts.total)}`}>
        {percent(slo.counts.ratio, 2)}
      </Fact>
      <Fact name="Target" sub={`over ${duration(slo.slo.window_seconds)}, rolling`}>
        {target(slo.slo.target)}
      </Fact>
      <Fact
        name="Error budget left"
        sub={slo.budget_remaining !== null && slo.budget_remaining < 0 ? "overspent" : undefined}
      >
        <Budget remaining={slo.budget_remaining} />
      </Fact>
      <Fact name="Burn rate" sub={burning && `over ${duration(burning.length_seconds)}; 1× lands on budget`}>
        {burn(burning?.rate)}
      </Fact>
      <Fact name="Tier" sub={slo.slo.journey ? `journey ${slo.slo.journey}` : `service ${slo.slo.service}`}>
        {slo.slo.tier}
      </Fact>
      <Fact name="Evaluated">
        <Instant at={slo.at} />
      </Fact>
    </Facts>
  );
}
