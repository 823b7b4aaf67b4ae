import { CopyId } from "@/components/CopyId";
import { Fact, Facts } from "@/components/Facts";
import { Tag } from "@/components/Tag";
import type { Span, SpanEvent } from "@/lib/api/types";
import { count, MISSING, usd } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import { Attributes } from "./Attributes";
import { CONVERSATION_ATTRIBUTES, SpanConversation } from "./SpanConversation";
import classes from "./SpanPanel.module.css";
import type { Bar } from "./waterfall";

/** Everything known about the selected span. */
export function SpanPanel({ bar }: { bar: Bar }) {
  const { span } = bar;
  return (
    <aside className={classes.panel} aria-label={`Span ${span.name}`}>
      <header className={classes.head}>
        <h2 className={classes.title}>{span.name}</h2>
        <Facts>
          <Fact name="Kind">
            <Tag>{span.kind}</Tag>
          </Fact>
          <Fact name="Duration" sub={`starts at ${duration(span.offset_seconds)}`}>
            {duration(span.duration_seconds)}
          </Fact>
          {span.model && <ModelFacts span={span} />}
          <Fact name="Span">
            <CopyId id={span.span_id} what="span id" shown={16} />
          </Fact>
        </Facts>
      </header>
      {span.is_error && (
        <div className={classes.error} role="note">
          {span.status_message || "The span's status is error; it gave no message."}
        </div>
      )}
      <SpanConversation span={span} />
      {span.events.map((event) => (
        <EventSection key={`${event.name} ${event.at_ns}`} event={event} />
      ))}
      <details className={classes.section} open={span.kind !== "llm"}>
        <summary>Attributes</summary>
        <Attributes values={span.attributes} without={CONVERSATION_ATTRIBUTES} />
      </details>
      <details className={classes.section}>
        <summary>Resource of {span.service}</summary>
        <Attributes values={span.resource} />
      </details>
    </aside>
  );
}

function ModelFacts({ span }: { span: Span }) {
  return (
    <>
      <Fact name="Model" sub={span.vendor}>
        {span.model}
      </Fact>
      <Fact name="Tokens" sub={tokenDetails(span)}>
        {count(span.input_tokens)} / {count(span.output_tokens)}
      </Fact>
      <Fact name="Cost" sub={span.cost_usd === null ? "no known price" : undefined}>
        {span.cost_usd === null ? MISSING : usd(span.cost_usd)}
      </Fact>
    </>
  );
}

function tokenDetails(span: Span): string {
  const details = ["in / out"];
  if (span.cache_read_tokens) details.push(`${count(span.cache_read_tokens)} from cache`);
  if (span.reasoning_tokens) details.push(`${count(span.reasoning_tokens)} reasoning`);
  return details.join(" · ");
}

function EventSection({ event }: { event: SpanEvent }) {
  return (
    <section className={classes.section}>
      <h3>Event: {event.name}</h3>
      <Attributes values={event.attributes} />
    </section>
  );
}
