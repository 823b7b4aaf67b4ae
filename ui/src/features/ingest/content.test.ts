import { describe, expect, it } from "vitest";
import { isContent, isContentEvent } from "./content";

describe("isContent", () => {
  it.each([
    "gen_ai.input.messages",
    "gen_ai.prompt",
    "gen_ai.prompt.0.content",
    "llm.input_messages.12.message.role",
    "input.value",
    "ai.response.text",
    "retrieval.documents.0.document.id",
  ])("knows %s", (name) => expect(isContent(name)).toBe(true));

  it.each([
    "gen_ai.prompt.name",
    "gen_ai.request.model",
    "llm.prompt_template.version",
    "input",
    "ai.response.model",
  ])("leaves %s among the attributes", (name) => expect(isContent(name)).toBe(false));
});

describe("isContentEvent", () => {
  it("knows messages from what else happens in a span", () => {
    expect(isContentEvent("gen_ai.user.message")).toBe(true);
    expect(isContentEvent("exception")).toBe(false);
    expect(isContentEvent("gen_ai.content.completion.chunk")).toBe(false);
  });
});
