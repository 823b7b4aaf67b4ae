/** JSON for the eye: indented, and told apart by what its pieces are. */

export type Ink = "name" | "string" | "number" | "word" | "plain";

export interface Piece {
  ink: Ink;
  text: string;
}

const PIECES = /"(?:\\.|[^"\\])*"|-?\d[\d.eE+-]*|\b(?:true|false|null)\b|[^"\dtfn-]+|./gs;
const MOST = 20_000;
const SHORT = 48;

/** Indented JSON when the text holds an object or a list, else null. What fits a short line stays on one. */
export function indented(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return written(JSON.parse(text), "");
  } catch {
    return null; // no JSON, or nested too deeply to be laid out
  }
}

function written(value: unknown, margin: string): string {
  const line = JSON.stringify(value);
  if (typeof value !== "object" || value === null || line.length <= SHORT) return spaced(value, line);
  const inner = `${margin}  `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const lines = Array.isArray(value)
    ? value.map((item) => written(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${written(item, inner)}`);
  return `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${margin}${close}`;
}

/** One line with a space after each colon and comma, as JSON is written by hand. */
function spaced(value: unknown, line: string): string {
  if (Array.isArray(value)) return `[${value.map((item) => spaced(item, JSON.stringify(item))).join(", ")}]`;
  if (typeof value !== "object" || value === null) return line;
  const fields = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}: ${spaced(item, JSON.stringify(item))}`,
  );
  return fields.length > 0 ? `{ ${fields.join(", ")} }` : "{}";
}

/** Cuts JSON into pieces to be coloured. What is too long to be read anyway stays one piece. */
export function pieces(json: string): Piece[] {
  if (json.length > MOST) return [{ ink: "plain", text: json }];
  return [...json.matchAll(PIECES)].map(({ 0: text, index }) => ({
    ink: inkOf(text, json, index + text.length),
    text,
  }));
}

function inkOf(piece: string, json: string, end: number): Ink {
  if (/^"/.test(piece)) return piece.length > 1 && json.startsWith(":", end) ? "name" : "string";
  if (/^-?\d/.test(piece)) return "number";
  return /^(true|false|null)$/.test(piece) ? "word" : "plain";
}
