import { Fact, Facts } from "@/components/Facts";
import { Instant } from "@/components/Instant";
import type { IngestAccount } from "@/lib/api/types";
import { bytes, count } from "@/lib/format";

/** Everything that was sent, and what became of it. */
export function AccountFacts({ account }: { account: IngestAccount }) {
  const rejected = total(account.rejected_spans);
  return (
    <Facts>
      <Fact
        name="Accepted spans"
        sub={`${bytes(account.accepted_bytes)} in ${count(account.accepted_requests)} requests`}
      >
        {count(account.accepted_spans)}
      </Fact>
      <Fact name="Rejected spans" sub={`${count(total(account.rejected_requests))} requests refused whole`}>
        {count(rejected)}
      </Fact>
      <Fact name="Sent twice, stored once" sub={`${count(account.duplicate_requests)} repeated requests`}>
        {count(account.duplicate_spans)} spans
      </Fact>
      <Fact name="Sealed tasks" sub={`${count(total(account.marked_tasks))} with a mark`}>
        {count(account.sealed_tasks)}
      </Fact>
      <Fact name="In flight" sub="received, not yet on disk">
        {bytes(account.in_flight_bytes)}
      </Fact>
      <Fact name="Last accepted">
        {account.last_accepted_at ? <Instant at={account.last_accepted_at} /> : "never"}
      </Fact>
      <Fact name="Last queryable">
        {account.last_queryable_at ? <Instant at={account.last_queryable_at} /> : "never"}
      </Fact>
    </Facts>
  );
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}
