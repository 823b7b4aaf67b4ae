import { Callout } from "@/components/Callout";
import { CopyId } from "@/components/CopyId";
import { Fact, Facts } from "@/components/Facts";
import { Tag } from "@/components/Tag";
import type { Span } from "@/lib/api/types";
import { count, MISSING, usd } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import { Attributes } from "./Attributes";
import { isContent } from "./content";
import { cutOf } from "./cut";
import { SpanConversation } from "./SpanConversation";
import { SpanEvents } from "./SpanEvents";
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
      <CutNote names={cutOf(span.attributes)} />
      <SpanConversation span={span} />
      <SpanEvents events={span.events} />
      <details className={classes.section} open={span.kind !== "llm"}>
        <summary>Attributes</summary>
        <Attributes values={span.attributes} only={(name) => !isContent(name)} />
      </details>
      <ContentAsSent span={span} />
      <details className={classes.section}>
        <summary>Resource of {span.service}</summary>
        <Attributes values={span.resource} />
      </details>
    </aside>
  );
}

/** What was longer than an attribute may be: its messages break off, or cannot be read at all. */
function CutNote({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Callout tone="warn">
      Longer than the limit, and cut on arrival: {names.join(", ")}. What is shown is not all of it.
    </Callout>
  );
}

/** The attributes that the conversation was read from, for whoever doubts the reading. */
function ContentAsSent({ span }: { span: Span }) {
  if (!Object.keys(span.attributes).some(isContent)) return null;
  return (
    <details className={classes.section}>
      <summary>Content as it was sent</summary>
      <Attributes values={span.attributes} only={isContent} />
    </details>
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
