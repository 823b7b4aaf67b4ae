import type { MessagePart, Span } from "@/lib/api/types";
import { Conversation, Copy } from "./Conversation";
import { exchangeOf, type Turn } from "./conversation";
import { Documents } from "./Documents";
import { Code } from "./Folded";
import classes from "./SpanPanel.module.css";

/** What went into a span and what came out, as far as the emitter recorded it. */
export function SpanConversation({ span }: { span: Span }) {
  if (span.kind === "tool") return <ToolRun span={span} />;
  const isRecorded = span.input_messages.length + span.output_messages.length + span.documents.length > 0;
  if (!isRecorded) return span.kind === "llm" ? <NotRecorded /> : null;
  return (
    <>
      <Exchange span={span} />
      {span.documents.length > 0 && (
        <section className={classes.section}>
          <h3>Documents ({span.documents.length})</h3>
          <Documents documents={span.documents} />
        </section>
      )}
    </>
  );
}

function Exchange({ span }: { span: Span }) {
  const { asked, answered } = exchangeOf(span.input_messages, span.output_messages);
  const [input, output] = TITLES[span.kind] ?? ["Input", "Output"];
  const isCall = span.kind === "llm";
  return (
    <>
      <Side title={input} turns={asked} missing={isCall ? "Not recorded." : undefined} />
      <Side title={output} turns={answered} missing={isCall ? withoutAnswer(span) : undefined} />
    </>
  );
}

const TITLES: Partial<Record<Span["kind"], [input: string, output: string]>> = {
  llm: ["Prompt", "Answer"],
  agent: ["Prompt", "Answer"],
  retrieval: ["Query", "Result"],
  rerank: ["Query", "Result"],
  embedding: ["Embedded text", "Result"],
};

function withoutAnswer(span: Span): string {
  return span.is_error ? "There is no answer: the call failed." : "Not recorded.";
}

/** One side of an exchange; a side that may be missing says nothing, and one that should be there says so. */
function Side(props: { title: string; turns: readonly Turn[]; missing: string | undefined }) {
  const { title, turns, missing } = props;
  if (turns.length === 0 && !missing) return null;
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {turns.length > 0 ? <Conversation turns={turns} /> : <p className={classes.missing}>{missing}</p>}
    </section>
  );
}

function ToolRun({ span }: { span: Span }) {
  const [call] = span.input_messages.flatMap((message) => message.parts);
  const [result] = span.output_messages.flatMap((message) => message.parts);
  if (!call && !result) return <NotRecorded />;
  return (
    <>
      <Payload title="Arguments" part={call} />
      <Payload
        title="Result"
        part={result}
        missing={span.is_error ? "There is no result: the tool failed." : "Not recorded."}
      />
    </>
  );
}

function Payload(props: { title: string; part: MessagePart | undefined; missing?: string }) {
  const { title, part, missing = "Not recorded." } = props;
  return (
    <section className={classes.section}>
      <header className={classes.payloadHead}>
        <h3>{title}</h3>
        {part && <Copy text={part.text} what={title.toLowerCase()} />}
      </header>
      {part ? <Code text={part.text} /> : <p className={classes.missing}>{missing}</p>}
    </section>
  );
}

function NotRecorded() {
  return (
    <section className={classes.section}>
      <h3>Messages</h3>
      <p>
        Nothing was recorded: most instrumentations leave content out until they are told otherwise. Where the
        application runs, set the one it uses:
      </p>
      <dl className={classes.switches}>
        {SWITCHES.map(([who, how]) => (
          <div key={who}>
            <dt>{who}</dt>
            <dd className="mono">{how}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** How the recording of content is turned on, by instrumentation. */
const SWITCHES: readonly [who: string, how: string][] = [
  ["OpenTelemetry", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=span_and_event"],
  ["OpenTelemetry, before 2026", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true"],
  ["OpenLLMetry", "TRACELOOP_TRACE_CONTENT=true"],
  ["OpenInference", "OPENINFERENCE_HIDE_INPUTS=false, OPENINFERENCE_HIDE_OUTPUTS=false"],
  ["Vercel AI SDK", "recordInputs: true, recordOutputs: true"],
];
