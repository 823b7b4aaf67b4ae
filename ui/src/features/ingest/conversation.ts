/** A conversation as a reader follows it: every call of a tool with its result beneath it. */

import type { Message, MessagePart } from "@/lib/api/types";

export interface Turn {
  role: string;
  finishReason: string;
  items: Item[];
}

/** A part of a message; a call of a tool carries its result once the tool has answered. */
export interface Item {
  part: MessagePart;
  result?: MessagePart;
}

export interface Exchange {
  asked: Turn[];
  answered: Turn[];
}

/** What went in and what came out; results are moved to the calls they answer, and messages that held only them go. */
export function exchangeOf(input: readonly Message[], output: readonly Message[]): Exchange {
  const waiting: Item[] = [];
  return { asked: turnsOf(input, waiting), answered: turnsOf(output, waiting) };
}

function turnsOf(messages: readonly Message[], waiting: Item[]): Turn[] {
  return messages
    .map((message) => ({ message, items: itemsOf(message.parts, waiting) }))
    .filter(({ message, items }) => items.length > 0 || message.parts.length === 0)
    .map(({ message, items }) => ({ role: message.role, finishReason: message.finish_reason, items }));
}

function itemsOf(parts: readonly MessagePart[], waiting: Item[]): Item[] {
  const items = parts.map((part): Item => ({ part }));
  waiting.push(...items.filter(({ part }) => part.kind === "tool_call"));
  return items.filter(({ part }) => part.kind !== "tool_result" || !answer(waiting, part));
}

/** Gives a result to the call it names; where there is no id, to the first waiting call of the same tool. */
function answer(waiting: Item[], result: MessagePart): boolean {
  const index = waiting.findIndex(({ part }) =>
    result.call_id || part.call_id ? part.call_id === result.call_id : part.name === result.name,
  );
  const call = waiting[index];
  if (!call) return false;
  call.result = result;
  waiting.splice(index, 1);
  return true;
}

/** What a turn says as plain text, for the clipboard. */
export function textOf(turn: Turn): string {
  return turn.items
    .map(({ part }) => (part.kind === "tool_call" ? `${part.name}(${part.text})` : part.text))
    .join("\n");
}
