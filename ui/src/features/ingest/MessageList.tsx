import classes from "./Messages.module.css";
import type { Message, Parsed, Part } from "./messages";

/** A conversation, or the attribute's text where it could not be read as one. */
export function MessageList({ parsed }: { parsed: Parsed }) {
  if ("raw" in parsed) return <pre className={classes.code}>{parsed.raw}</pre>;
  return (
    <div className={classes.list}>
      {parsed.messages.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a conversation is read once and never reordered
        <MessageView key={index} message={message} />
      ))}
    </div>
  );
}

function MessageView({ message }: { message: Message }) {
  return (
    <article className={classes.message} data-role={message.role}>
      <div className={classes.role}>
        {message.role}
        {message.finishReason && ` · finished: ${message.finishReason}`}
      </div>
      {message.parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts keep their place in the message
        <PartView key={index} part={part} />
      ))}
    </article>
  );
}

function PartView({ part }: { part: Part }) {
  switch (part.type) {
    case "text":
      return <div className={classes.text}>{part.text}</div>;
    case "reasoning":
      return <div className={`${classes.text} ${classes.reasoning}`}>{part.text}</div>;
    case "tool_call":
      return <Code caption={`calls ${part.name} ${part.id}`} body={part.body} />;
    case "tool_result":
      return <Code caption={`answer to ${part.id}`} body={part.body} />;
    case "other":
      return <Code caption={part.name} body={part.body} />;
  }
}

function Code({ caption, body }: { caption: string; body: string }) {
  return (
    <div>
      <div className={classes.call}>{caption}</div>
      <pre className={classes.code}>{body}</pre>
    </div>
  );
}
