/** Conditions on tasks, as they stand in a page's URL: "one of" where a name repeats, all must hold otherwise. */

import type { operations } from "@/lib/api/schema";
import { words } from "@/lib/format";
import { type Entry, factsOf, isKind, KINDS, type Kind } from "./kinds";

export interface Condition {
  kind: Kind;
  /** As the API takes it; "true" for a flag. */
  value: string;
}

/** What the API takes as conditions, in searches and breakdowns alike. */
type TaskQuery = Pick<NonNullable<operations["listTraces"]["parameters"]["query"]>, Kind>;

/** The conditions of a URL; what it does not know or cannot read is left out. */
export function readConditions(url: URLSearchParams): Condition[] {
  const found: Condition[] = [];
  for (const [name, value] of url) {
    if (!isKind(name)) continue;
    const condition = { kind: name, value: value.trim() };
    if (isReadable(condition) && !includes(found, condition)) found.push(condition);
  }
  return found;
}

type Reads = (value: string, choices: readonly string[] | undefined) => boolean;

/** Whether the API could use a value of such a kind. */
const READS: Record<Entry, Reads> = {
  seen: () => true, // also "", which stands for tasks that have none
  choice: (value, choices) => choices?.includes(value) ?? false,
  typed: (value) => /^.+:.+=.+$/.test(value),
  number: (value) => value !== "" && Number(value) >= 0,
  flag: (value) => value === "true",
  score: (value) => /^.+=.*\.\..*$/.test(value),
};

/** Whether the API could use it: numbers are numbers, choices are known, and the rest says something. */
export function isReadable({ kind, value }: Condition): boolean {
  const { entry, choices } = factsOf(kind);
  return READS[entry](value, choices);
}

/** The URL with these conditions in place of its own; everything else of it stays. */
export function withConditions(url: URLSearchParams, conditions: readonly Condition[]): URLSearchParams {
  const next = new URLSearchParams([...url].filter(([name]) => !isKind(name)));
  for (const { kind, value } of conditions) next.append(kind, value);
  return next;
}

/** One more condition; a bound or a flag, of which there can be one, takes the place of the old one. */
export function added(conditions: readonly Condition[], one: Condition): Condition[] {
  const single = ["number", "flag"].includes(factsOf(one.kind).entry);
  const kept = conditions.filter((other) => !same(other, one) && !(single && other.kind === one.kind));
  return [...kept, one];
}

export function removed(conditions: readonly Condition[], one: Condition): Condition[] {
  return conditions.filter((other) => !same(other, one));
}

export function includes(conditions: readonly Condition[], one: Condition): boolean {
  return conditions.some((other) => same(other, one));
}

function same(a: Condition, b: Condition): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/** The conditions as the API's query. */
export function asQuery(conditions: readonly Condition[]): TaskQuery {
  const query: Partial<Record<Kind, string[] | number | boolean>> = {};
  for (const { kind, value } of conditions) {
    const { entry } = KINDS[kind];
    if (entry === "flag") query[kind] = true;
    else if (entry === "number") query[kind] = Number(value);
    else query[kind] = [...((query[kind] as string[] | undefined) ?? []), value];
  }
  return query as TaskQuery; // the kinds' entries are the types of the API's parameters
}

/** A condition in two parts for a chip: what, and which. */
export function said({ kind, value }: Condition): { what: string; which: string } {
  const facts = factsOf(kind);
  if (facts.entry === "flag") return { what: "", which: facts.label };
  if (facts.entry === "number") {
    const number = Number(value).toLocaleString("en", { maximumFractionDigits: 6 });
    return { what: facts.label, which: `${facts.prefix ?? ""}${number}${facts.unit ?? ""}` };
  }
  if (facts.entry === "score") return { what: facts.label, which: saidScore(value) };
  const which = kind === "mark" ? words(value) : value;
  return { what: facts.label, which: which || "none" };
}

/** "faithfulness=..0.5" as "faithfulness ≤ 0.5". */
function saidScore(value: string): string {
  const at = value.lastIndexOf("=");
  const [least, most] = value.slice(at + 1).split("..");
  const name = value.slice(0, at);
  if (least && most) return `${name} ${least} to ${most}`;
  if (least) return `${name} ≥ ${least}`;
  return most ? `${name} ≤ ${most}` : `has ${name}`;
}

/** All conditions in one line, for sentences; values keep their letters. */
export function sentence(conditions: readonly Condition[]): string {
  return conditions
    .map((condition) => {
      const { what, which } = said(condition);
      return what ? `${what.toLowerCase()} ${which}` : which.toLowerCase();
    })
    .join(", ");
}
