/** What was searched, in words. */

import { sentence } from "@/lib/conditions/conditions";
import type { TaskWindow } from "@/lib/conditions/window";
import { clockTime, day } from "@/lib/time/clock";
import type { Zone } from "@/lib/time/zone";
import type { TaskSearch } from "./useTaskSearch";

/** "21 Nov 10:00:00 to 11:00:00": instants of a link, the day said once. */
export function saidWindow({ start, end, last }: TaskWindow, zone: Zone): string {
  const from = start === null ? null : new Date(start);
  const until = end === null ? null : new Date(end);
  const at = (date: Date) => `${day(date, zone)} ${clockTime(date, zone)}`;
  if (from && until) {
    const sameDay = day(from, zone) === day(until, zone);
    return `${at(from)} to ${sameDay ? clockTime(until, zone) : at(until)}`;
  }
  if (from) return `since ${at(from)}`;
  return until ? `within the ${last.label} before ${at(until)}` : `in the last ${last.label}`;
}

/** The sentence of an empty list: what was looked for, and over which time. */
export function saidSearch({ text, conditions, window }: TaskSearch, zone: Zone): string {
  const wanted = [
    conditions.length > 0 ? `with ${sentence(conditions)}` : "",
    text ? `with the text “${text}” in a message, tool call, attribute or log record` : "",
  ].filter(Boolean);
  return `Searched: tasks that ended ${saidWindow(window, zone)}${wanted.length > 0 ? `, ${wanted.join(" and ")}` : ""}.`;
}
