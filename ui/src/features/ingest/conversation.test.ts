import { describe, expect, it } from "vitest";
import type { Message, MessagePart } from "@/lib/api/types";
import { exchangeOf } from "./conversation";

function part(kind: MessagePart["kind"], text: string, more: Partial<MessagePart> = {}): MessagePart {
  return { kind, text, name: "", call_id: "", media_type: "", ...more };
}

function message(role: string, ...parts: MessagePart[]): Message {
  return { role, parts, finish_reason: "" };
}

const CALL = part("tool_call", "{}", { name: "weather", call_id: "c1" });
const RESULT = part("tool_result", "18", { call_id: "c1" });

function turnsOf(messages: Message[]) {
  return exchangeOf(messages, []).asked;
}

describe("exchangeOf", () => {
  it("keeps what was asked apart from what was answered", () => {
    const { asked, answered } = exchangeOf(
      [message("user", part("text", "Hi"))],
      [message("assistant", CALL, RESULT)],
    );
    expect(asked.map(({ role }) => role)).toEqual(["user"]);
    expect(answered[0]?.items).toEqual([{ part: CALL, result: RESULT }]);
  });

  it("puts a result beneath the call it answers", () => {
    const turns = turnsOf([
      message("user", part("text", "Hi")),
      message("assistant", CALL),
      message("tool", RESULT),
    ]);
    expect(turns.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(turns[1]?.items).toEqual([{ part: CALL, result: RESULT }]);
  });

  it("joins a call and its result within one message", () => {
    const [turn] = turnsOf([message("assistant", part("text", "Done."), CALL, RESULT)]);
    expect(turn?.items).toEqual([{ part: part("text", "Done.") }, { part: CALL, result: RESULT }]);
  });

  it("gives each of two calls with one id its own result, in order", () => {
    const later = { ...RESULT, text: "19" };
    const turns = turnsOf([
      message("assistant", CALL),
      message("tool", RESULT),
      message("assistant", CALL),
      message("tool", later),
    ]);
    expect(turns.map(({ items }) => items[0]?.result?.text)).toEqual(["18", "19"]);
  });

  it("joins by the tool's name where there is no id", () => {
    const call = { ...CALL, call_id: "" };
    const [turn] = turnsOf([
      message("assistant", call),
      message("user", part("tool_result", "18", { name: "weather" })),
    ]);
    expect(turn?.items[0]?.result?.text).toBe("18");
  });

  it("keeps a result whose call is not there", () => {
    const [turn] = turnsOf([message("tool", RESULT)]);
    expect(turn).toMatchObject({ role: "tool", items: [{ part: RESULT }] });
  });

  it("keeps an answer that says nothing", () => {
    expect(turnsOf([message("assistant")])).toHaveLength(1);
  });
});
