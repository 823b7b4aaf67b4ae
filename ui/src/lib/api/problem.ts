/** Why a request failed, in words a person can act on (RFC 9457 where the server answered). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    title: string,
    readonly detail: string,
  ) {
    super(title);
  }

  /** Nobody answered, as opposed to an answer we do not like. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

export function noAnswer(): Problem {
  return new Problem(
    0,
    "The server does not answer",
    "Check that the server is running and reachable from here.",
  );
}

/** Reads title and detail out of an error body; falls back on the status line when it is no problem document. */
export function problemOf(status: number, statusText: string, body: unknown): Problem {
  const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return new Problem(status, text(said.title) || statusText || `Status ${status}`, text(said.detail));
}

/** Turns whatever was thrown into a Problem. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem(-1, "This view failed", thrown instanceof Error ? thrown.message : String(thrown));
}
