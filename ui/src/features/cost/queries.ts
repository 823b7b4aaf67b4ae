import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api/client";
import { REFRESH } from "@/lib/api/refresh";
import { asQuery, type Condition } from "@/lib/conditions/conditions";
import { isOpen, type TaskWindow, windowQuery } from "@/lib/conditions/window";
import type { Split } from "./dimensions";
import type { Measure } from "./measures";

/** As many values as the eye tells apart in a stack; the table lists more. */
export const LAYERS = 8;
const ROWS = 25;

export interface Question {
  split: Split;
  measure: Measure;
  conditions: readonly Condition[];
  window: TaskWindow;
}

function asked({ split, measure, conditions, window }: Question, limit: number) {
  return {
    ...asQuery(conditions),
    ...windowQuery(window),
    by: split.by,
    ...(split.release ? { release_key: split.release } : {}),
    order: measure.order,
    limit,
  };
}

/** Splitting by a release needs one to be chosen first. */
export function isComplete({ split }: Question): boolean {
  return split.by !== "release" || split.release !== null;
}

/** The largest values, the rest and the whole. */
export function useBreakdown(question: Question) {
  const query = asked(question, ROWS);
  return useQuery({
    queryKey: ["breakdown", query],
    queryFn: async () => ({
      ...(await body(api.GET("/api/v1/breakdowns", { params: { query } }))),
      split: question.split, // the answer may still be shown when the next question is asked
    }),
    enabled: isComplete(question),
    refetchInterval: isOpen(question.window) ? REFRESH.series : false,
    placeholderData: keepPreviousData,
  });
}

/** The largest values over time. */
export function useBreakdownSeries(question: Question) {
  const query = asked(question, LAYERS);
  return useQuery({
    queryKey: ["breakdown-series", query],
    queryFn: () => body(api.GET("/api/v1/breakdowns/series", { params: { query } })),
    enabled: isComplete(question),
    refetchInterval: isOpen(question.window) ? REFRESH.series : false,
    placeholderData: keepPreviousData,
  });
}

const TASKS_READ = 100;

/** Releases that the newest tasks carried, as "<axis>:<subject>": what can be split by. */
export function useSeenReleases(window: TaskWindow, enabled: boolean) {
  return useQuery({
    queryKey: ["seen-releases", windowQuery(window)],
    queryFn: async () => {
      const query = { ...windowQuery(window), limit: TASKS_READ };
      const { items } = await body(api.GET("/api/v1/traces", { params: { query } }));
      return [...new Set(items.flatMap((task) => Object.keys(task.releases)))].sort();
    },
    enabled,
    staleTime: REFRESH.reference,
  });
}

/** What every model seen costs, and whose price that is. */
export function usePrices() {
  return useQuery({
    queryKey: ["prices"],
    queryFn: async () => (await body(api.GET("/api/v1/prices"))).items,
    refetchInterval: REFRESH.reference,
  });
}

/** Calls without a price in the last seven days. */
export function useUnpriced() {
  return useQuery({
    queryKey: ["prices", "unpriced"],
    queryFn: () => body(api.GET("/api/v1/prices/unpriced")),
    refetchInterval: REFRESH.reference,
  });
}

/** What calls of the last seven days said they cost, beside what they cost by price. */
export function useComparisons() {
  return useQuery({
    queryKey: ["prices", "comparisons"],
    queryFn: () => body(api.GET("/api/v1/prices/comparisons")),
    refetchInterval: REFRESH.reference,
  });
}
