import { Link } from "react-router";
import { Fact, Facts } from "@/components/Facts";
import { Instant } from "@/components/Instant";
import { Tag } from "@/components/Tag";
import type { Tone } from "@/components/tone";
import type { TraceWhereabouts } from "@/lib/api/types";
import { count, percent, plural, words } from "@/lib/format";
import { reachable } from "./addresses";
import { useServerStatus } from "./queries";
import { RefusalTable } from "./RefusalTable";
import classes from "./TraceFinder.module.css";

/** All of them are on the page below. */
const SHOWN_REFUSALS = 3;
const TONES: Record<TraceWhereabouts["state"], Tone> = {
  sealed: "good",
  waiting: "warn",
  sampled_out: "calm",
  expired: "calm",
  never_arrived: "bad",
};

/** Where a trace is, why, and what came of it. */
export function TraceAnswer({ answer }: { answer: TraceWhereabouts }) {
  const { receipt } = answer;
  return (
    <>
      <p className={classes.why}>
        <Tag tone={TONES[answer.state]}>{words(answer.state)}</Tag> {answer.why}{" "}
        {receipt && receipt.spans > 0 && <Link to={`/traces/${answer.trace_id}`}>Open the trace</Link>}
      </p>
      {receipt && (
        <Facts>
          <Fact name="Spans stored" sub={receipt.sources.join(", ")}>
            {count(receipt.spans)}
          </Fact>
          <Fact name="First received">
            <Instant at={receipt.first_received_at} />
          </Fact>
          <Fact name="Last received">
            <Instant at={receipt.last_received_at} />
          </Fact>
          <Fact name="Root">{receipt.has_root ? "came" : "has not come"}</Fact>
          {answer.due_at && (
            <Fact name="Will be sealed">
              <Instant at={answer.due_at} />
            </Fact>
          )}
          {receipt.sealed && <SealedFacts sealed={receipt.sealed} />}
        </Facts>
      )}
      {answer.state === "never_arrived" && <Addresses />}
      {answer.refusals.length > 0 && <RefusalTable refusals={answer.refusals} most={SHOWN_REFUSALS} />}
    </>
  );
}

/** Where traces are taken in: an exporter that sends them elsewhere is heard by nobody here. */
function Addresses() {
  const status = useServerStatus().data;
  if (!status?.otlp_http) return null;
  return (
    <p className={classes.why}>
      Traces are taken in at <code>{reachable(status.otlp_http)}/v1/traces</code> (OTLP/HTTP)
      {status.otlp_grpc && (
        <>
          {" "}
          or <code>{reachable(status.otlp_grpc)}</code> (OTLP/gRPC)
        </>
      )}
      . A request to another port leaves no trace here; the log of the exporter has it.
    </p>
  );
}

function SealedFacts({
  sealed,
}: {
  sealed: NonNullable<NonNullable<TraceWhereabouts["receipt"]>["sealed"]>;
}) {
  return (
    <>
      <Fact name="Ended" sub="windows go by it">
        <Instant at={sealed.ended_at} />
      </Fact>
      <Fact name="Sealed" sub={`from ${plural(sealed.span_count, "span")}`}>
        <Instant at={sealed.sealed_at} />
      </Fact>
      <Fact name="Outcome" sub={sealed.journey}>
        {sealed.outcome}
      </Fact>
      <Fact name="Marks">{sealed.marks.map(words).join(", ") || "none"}</Fact>
      <Fact name="Spans kept" sub={`${percent(sealed.keep_probability)} of traces like it`}>
        {sealed.is_kept ? "yes" : "no"}
      </Fact>
    </>
  );
}
