/** Chat messages as spans carry them: JSON in an attribute, in the shape of OpenTelemetry's GenAI conventions. */

export type Part =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | { type: "tool_call"; name: string; id: string; body: string }
  | { type: "tool_result"; id: string; body: string }
  | { type: "other"; name: string; body: string };

export interface Message {
  role: string;
  parts: Part[];
  finishReason: string;
}

export type Parsed = { messages: Message[] } | { raw: string };

type Fields = Record<string, unknown>;

/** Reads an attribute's messages; text that is not such JSON (cut short, another shape) is handed back as it is. */
export function parseMessages(attribute: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(attribute);
  } catch {
    return { raw: attribute };
  }
  const items = Array.isArray(value) ? value : [value];
  const messages = items.map(message);
  return messages.every((one) => one !== null) ? { messages } : { raw: attribute };
}

/** `gen_ai.system_instructions` holds parts without a message around them. */
export function parseInstructions(attribute: string): Parsed {
  const parsed = parseMessages(`[{"role":"system","parts":${attribute}}]`);
  return "raw" in parsed
    ? { messages: [{ role: "system", parts: [{ type: "text", text: attribute }], finishReason: "" }] }
    : parsed;
}

function message(value: unknown): Message | null {
  if (!isFields(value) || typeof value.role !== "string") return null;
  return { role: value.role, parts: partsOf(value), finishReason: text(value.finish_reason) };
}

/** Current conventions have `parts`; older emitters put text or parts into `content`. */
function partsOf(fields: Fields): Part[] {
  if (Array.isArray(fields.parts)) return fields.parts.map(part);
  if (Array.isArray(fields.content)) return fields.content.map(part);
  if (fields.content === undefined || fields.content === null) return [];
  return [{ type: "text", text: pretty(fields.content) }];
}

function part(value: unknown): Part {
  if (!isFields(value)) return { type: "text", text: pretty(value) };
  switch (value.type) {
    case "text":
      return { type: "text", text: pretty(value.content ?? value.text) };
    case "reasoning":
      return { type: "reasoning", text: pretty(value.content ?? value.text) };
    case "tool_call":
      return { type: "tool_call", name: text(value.name), id: text(value.id), body: pretty(value.arguments) };
    case "tool_call_response":
      return { type: "tool_result", id: text(value.id), body: pretty(value.response ?? value.result) };
    default:
      return { type: "other", name: text(value.type) || "part", body: pretty(value) };
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Strings as they are (indented when they hold JSON), everything else as indented JSON. */
export function pretty(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
