import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Message, MessagePart, Span } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { SpanConversation } from "./SpanConversation";

function part(kind: MessagePart["kind"], text: string, more: Partial<MessagePart> = {}): MessagePart {
  return { kind, text, name: "", call_id: "", media_type: "", ...more };
}

function said(role: string, ...parts: MessagePart[]): Message {
  return { role, parts, finish_reason: "" };
}

function span(more: Partial<Span>): Span {
  const some = { kind: "llm", is_error: false, input_messages: [], output_messages: [], documents: [] };
  return { ...some, ...more } as unknown as Span;
}

describe("SpanConversation", () => {
  it("shows who said what, and how the answer ended", () => {
    const answer = { ...said("assistant", part("text", "Sunny")), finish_reason: "length" };
    show(
      <SpanConversation
        span={span({ input_messages: [said("user", part("text", "Weather?"))], output_messages: [answer] })}
      />,
    );
    expect(screen.getByText("Weather?")).toBeTruthy();
    expect(screen.getByText("cut at the token limit")).toBeTruthy();
  });

  it("folds long text until asked for all of it", () => {
    const long = "word ".repeat(2000);
    show(
      <SpanConversation span={span({ output_messages: [said("assistant", part("text", `${long}end`))] })} />,
    );
    expect(screen.queryByText(/end$/)).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Show all 10,003 characters" }));
    expect(screen.getByText(/end$/)).toBeTruthy();
  });

  it("opens a long conversation at its end, behind its first message", () => {
    const messages = Array.from({ length: 12 }, (_, index) => said("user", part("text", `message ${index}`)));
    show(<SpanConversation span={span({ input_messages: messages })} />);
    expect(screen.getByText("message 0")).toBeTruthy();
    expect(screen.getByText("message 11")).toBeTruthy();
    expect(screen.queryByText("message 6")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Show 6 earlier messages" }));
    expect(screen.getByText("message 6")).toBeTruthy();
  });

  it("keeps reasoning folded", () => {
    show(
      <SpanConversation span={span({ output_messages: [said("assistant", part("reasoning", "Hm."))] })} />,
    );
    expect(screen.getByText("Reasoning").closest("details")?.open).toBe(false);
  });

  it("names media and follows none of their addresses", () => {
    const picture = part("media", "https://example.com/a.png", { media_type: "image/png" });
    const { container } = show(<SpanConversation span={span({ input_messages: [said("user", picture)] })} />);
    expect(screen.getByText("image/png")).toBeTruthy();
    expect(container.querySelector("img, a")).toBeNull();
  });

  it("says how to record content when there is none", () => {
    show(<SpanConversation span={span({})} />);
    expect(screen.getAllByText(/OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT/)).not.toHaveLength(0);
  });

  it("does not blame the recording for the answer of a failed call", () => {
    show(
      <SpanConversation
        span={span({ is_error: true, input_messages: [said("user", part("text", "Hi"))] })}
      />,
    );
    expect(screen.getByText("There is no answer: the call failed.")).toBeTruthy();
  });

  it("shows a tool's arguments and result", () => {
    const call = part("tool_call", '{"city":"Paris"}', { name: "weather" });
    const result = part("tool_result", "18");
    const run = { input_messages: [said("assistant", call)], output_messages: [said("tool", result)] };
    show(<SpanConversation span={span({ kind: "tool", ...run })} />);
    expect(screen.getByText("Arguments")).toBeTruthy();
    expect(screen.getByText('"city"')).toBeTruthy();
    expect(screen.getByText("18")).toBeTruthy();
  });

  it("shows a retrieval's query, and its documents with their scores", () => {
    const documents = [
      { id: "d1", content: "Paris", score: 0.912 },
      { id: "", content: "", score: null },
    ];
    const query = [said("user", part("text", "weather paris"))];
    show(<SpanConversation span={span({ kind: "retrieval", input_messages: query, documents })} />);
    expect(screen.getByText("Query")).toBeTruthy();
    expect(screen.getByText("Documents (2)")).toBeTruthy();
    expect(screen.getByText("0.912")).toBeTruthy();
    expect(screen.getByText("Text not recorded.")).toBeTruthy();
  });
});
