import { describe, expect, it } from "vitest";
import { parseInstructions, parseMessages, pretty } from "./messages";

function read(value: unknown) {
  const parsed = parseMessages(JSON.stringify(value));
  if ("raw" in parsed) throw new Error(`not read: ${parsed.raw}`);
  return parsed.messages;
}

describe("parseMessages", () => {
  it("reads roles, text and how the answer finished", () => {
    const messages = read([
      { role: "assistant", parts: [{ type: "text", content: "Hello" }], finish_reason: "stop" },
    ]);
    expect(messages).toEqual([
      { role: "assistant", parts: [{ type: "text", text: "Hello" }], finishReason: "stop" },
    ]);
  });

  it("shows tool calls and their answers with indented JSON", () => {
    const [call, answer] = read([
      { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "lookup", arguments: { id: 7 } }] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: '{"state":"sent"}' }] },
    ]);
    expect(call?.parts).toEqual([{ type: "tool_call", id: "c1", name: "lookup", body: '{\n  "id": 7\n}' }]);
    expect(answer?.parts).toEqual([{ type: "tool_result", id: "c1", body: '{\n  "state": "sent"\n}' }]);
  });

  it("reads messages whose text stands in `content`, as older emitters write them", () => {
    expect(read([{ role: "user", content: "Hi" }])[0]?.parts).toEqual([{ type: "text", text: "Hi" }]);
  });

  it("keeps a part it does not know, whole and named", () => {
    const [message] = read([{ role: "user", parts: [{ type: "blob", mime_type: "image/png" }] }]);
    expect(message?.parts[0]).toMatchObject({ type: "other", name: "blob" });
    expect(JSON.stringify(message)).toContain("image/png");
  });

  it.each(['[{"role":"user","parts":[{"type":"te', "plain words", '["no role"]', '{"parts":[]}'])(
    "hands back %j as it is",
    (text) => {
      expect(parseMessages(text)).toEqual({ raw: text });
    },
  );
});

describe("parseInstructions", () => {
  it("reads parts without a message around them", () => {
    const parsed = parseInstructions('[{"type":"text","content":"Be brief."}]');
    expect(parsed).toEqual({
      messages: [{ role: "system", parts: [{ type: "text", text: "Be brief." }], finishReason: "" }],
    });
  });

  it("takes plain text for what it is", () => {
    expect(JSON.stringify(parseInstructions("Be brief."))).toContain('"text":"Be brief."');
  });
});

describe("pretty", () => {
  it("leaves text that only looks like JSON alone", () => {
    expect(pretty("[doc-118] says so")).toBe("[doc-118] says so");
  });
});
