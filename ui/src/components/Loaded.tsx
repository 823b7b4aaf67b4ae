import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "@/lib/api/problem";
import { LoadingRows } from "./Loading";
import { ErrorNotice, StaleNotice } from "./Notice";

interface Props<T> {
  query: UseQueryResult<T>;
  rows?: number;
  children: (value: T) => ReactNode;
}

/** One request in its four states: loading, failed, stale (an older answer is all we have) and there. */
export function Loaded<T>({ query, rows, children }: Props<T>) {
  if (query.data === undefined) {
    if (query.isError)
      return <ErrorNotice problem={asProblem(query.error)} onRetry={() => query.refetch()} />;
    return <LoadingRows rows={rows} />;
  }
  return (
    <>
      {query.isError && <StaleNotice since={query.dataUpdatedAt} problem={asProblem(query.error)} />}
      {children(query.data)}
    </>
  );
}
