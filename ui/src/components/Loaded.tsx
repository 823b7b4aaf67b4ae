import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "@/lib/api/problem";
import { LoadingRows } from "./Loading";
import { ErrorNotice, StaleNotice } from "./Notice";

const BAD_REQUEST = 400;

interface Props<T> {
  query: UseQueryResult<T>;
  rows?: number;
  children: (value: T) => ReactNode;
}

/** One request in its four states: loading, failed, stale (an older answer is all we have) and there. */
export function Loaded<T>({ query, rows, children }: Props<T>) {
  if (query.data === undefined) {
    if (query.isError) {
      const problem = asProblem(query.error);
      // The same wrong question has the same answer.
      const onRetry = problem.status === BAD_REQUEST ? undefined : () => query.refetch();
      return <ErrorNotice problem={problem} onRetry={onRetry} />;
    }
    return <LoadingRows rows={rows} />;
  }
  return (
    <>
      {query.isError && <StaleNotice since={query.dataUpdatedAt} problem={asProblem(query.error)} />}
      {children(query.data)}
    </>
  );
}
