import type { Span } from "@/lib/api/types";
import { MessageList } from "./MessageList";
import { type Parsed, parseInstructions, parseMessages, pretty } from "./messages";
import classes from "./SpanPanel.module.css";

/** Attributes that hold conversations and payloads, under the words a reader knows them by. */
const PARTS: readonly [attribute: string, title: string, read: (text: string) => Parsed][] = [
  ["gen_ai.system_instructions", "Instructions", parseInstructions],
  ["gen_ai.input.messages", "Prompt", parseMessages],
  ["gen_ai.output.messages", "Response", parseMessages],
  ["gen_ai.tool.call.arguments", "Arguments", payload],
  ["gen_ai.tool.call.result", "Result", payload],
  ["gen_ai.retrieval.query.text", "Query", payload],
  ["gen_ai.retrieval.documents", "Documents", payload],
];

export const CONVERSATION_ATTRIBUTES = PARTS.map(([attribute]) => attribute);

/** What went in and what came out, as far as the emitter recorded it. */
export function SpanConversation({ span }: { span: Span }) {
  const recorded = PARTS.flatMap(([attribute, title, read]) => {
    const text = span.attributes[attribute];
    return text ? [{ attribute, title, parsed: read(text) }] : [];
  });
  if (recorded.length === 0 && span.kind === "llm") return <NotRecorded />;
  return (
    <>
      {recorded.map(({ attribute, title, parsed }) => (
        <section key={attribute} className={classes.section}>
          <h3>{title}</h3>
          <MessageList parsed={parsed} />
        </section>
      ))}
    </>
  );
}

function NotRecorded() {
  return (
    <section className={classes.section}>
      <h3>Prompt and response</h3>
      <p>
        Not recorded. Most instrumentations need{" "}
        <span className="mono">OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true</span>.
      </p>
    </section>
  );
}

function payload(text: string): Parsed {
  return { raw: pretty(text) };
}
