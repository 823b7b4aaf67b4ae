import { CopyButton, UnstyledButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import type { MessagePart } from "@/lib/api/types";
import classes from "./Conversation.module.css";
import { type Item, type Turn, textOf } from "./conversation";
import { Code, Prose } from "./Folded";

/** Turns at the end that are always shown, and how many may hide before them: what was said last is what matters. */
const LAST = 5;
const WORTH_HIDING = 3;

/** Messages as a chat: who said what, calls with their results. A long one opens at its end, behind its first turn. */
export function Conversation({ turns }: { turns: readonly Turn[] }) {
  const [open, setOpen] = useState(false);
  const hidden = turns.slice(1, -LAST);
  const isFolded = !open && hidden.length >= WORTH_HIDING;
  return (
    <ol className={classes.turns}>
      {turns.map((turn, index) => {
        if (isFolded && index === 1)
          return <Earlier key="earlier" turns={hidden} onShow={() => setOpen(true)} />;
        if (isFolded && index > 0 && index <= hidden.length) return null;
        // biome-ignore lint/suspicious/noArrayIndexKey: a conversation is read once and never reordered
        return <TurnView key={index} turn={turn} />;
      })}
    </ol>
  );
}

function Earlier({ turns, onShow }: { turns: readonly Turn[]; onShow: () => void }) {
  return (
    <li>
      <UnstyledButton className={classes.fold} onClick={onShow}>
        Show {turns.length} earlier messages
      </UnstyledButton>
    </li>
  );
}

function TurnView({ turn }: { turn: Turn }) {
  return (
    <li className={classes.turn} data-role={turn.role}>
      <div className={classes.head}>
        <span className={classes.role}>{turn.role}</span>
        {turn.finishReason && <Finish reason={turn.finishReason} />}
        <Copy text={textOf(turn)} what={`what the ${turn.role} said`} />
      </div>
      {turn.items.length === 0 && <p className={classes.nothing}>Said nothing.</p>}
      {turn.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts keep their place in the message
        <ItemView key={index} item={item} brief={turn.role === "system"} />
      ))}
    </li>
  );
}

const CUT_SHORT: Record<string, string> = {
  length: "cut at the token limit",
  content_filter: "stopped by a content filter",
  error: "stopped by an error",
};
const EXPECTED: Record<string, string> = { stop: "finished", tool_call: "waits for its tools" };

/** Why the model stopped; loud only when the answer is not whole. */
function Finish({ reason }: { reason: string }) {
  const cut = CUT_SHORT[reason];
  return (
    <span className={cut ? classes.cut : classes.finish} title={`finish reason: ${reason}`}>
      {cut ?? EXPECTED[reason] ?? reason}
    </span>
  );
}

function ItemView({ item: { part, result }, brief }: { item: Item; brief: boolean }) {
  switch (part.kind) {
    case "text":
      return <Prose text={part.text} brief={brief} />;
    case "reasoning":
      return <Reasoning text={part.text} />;
    case "tool_call":
      return <Call call={part} result={result} />;
    case "tool_result":
      return <Result result={part} />;
    case "media":
      return <Media part={part} />;
    case "other":
      return <Code text={part.text} />;
  }
}

function Reasoning({ text }: { text: string }) {
  return (
    <details className={classes.reasoning}>
      <summary>Reasoning</summary>
      <Prose text={text} faint />
    </details>
  );
}

function Call({ call, result }: { call: MessagePart; result?: MessagePart | undefined }) {
  return (
    <div className={classes.call}>
      <div className={classes.callHead}>
        <span>calls</span>
        <strong className="mono">{call.name || "a tool without a name"}</strong>
        {call.call_id && <span className={classes.id}>{call.call_id}</span>}
      </div>
      <Code text={call.text || "{}"} />
      {result && (
        <>
          <div className={classes.callHead}>
            <span>answers</span>
          </div>
          <Code text={result.text} />
        </>
      )}
    </div>
  );
}

/** A result whose call is not in this conversation. */
function Result({ result }: { result: MessagePart }) {
  return (
    <div className={classes.call}>
      <div className={classes.callHead}>
        {result.name && <strong className="mono">{result.name}</strong>}
        <span>answers</span>
        {result.call_id && <span className={classes.id}>{result.call_id}</span>}
      </div>
      <Code text={result.text} />
    </div>
  );
}

/** What names a medium. Its bytes are not stored with the message, and a URL out of telemetry is nothing to follow. */
function Media({ part }: { part: MessagePart }) {
  return (
    <span className={classes.media}>
      <span className={classes.mediaType}>{part.media_type || "media"}</span>
      {part.text}
    </span>
  );
}

export function Copy({ text, what }: { text: string; what: string }) {
  if (!text) return null;
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <UnstyledButton
          className={classes.copy}
          onClick={copy}
          aria-label={copied ? "Copied" : `Copy ${what}`}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
