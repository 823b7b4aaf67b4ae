/** What each mark of a task means: a fact about its data, which does not make the task a failure. */
export const MARKS: Record<string, string> = {
  late: "A span was received more than an hour after the task ended; the task counts at its own time.",
  clock_ahead: "The sender's clock runs ahead; the task counts at the time of receipt.",
  clock_behind:
    "It claims to have ended longer ago than tasks are kept, or before 2000; it counts at the time of receipt.",
  clock_skew:
    "A span begins before its parent or ends before it begins: clocks differ, and the root's counts.",
  no_root: "The root span was never received; the earliest span stands in.",
  several_roots: "More than one span has no parent; the earliest is the root.",
  orphans: "The parent of a span was never received.",
  cycle: "Spans are each other's parent, or one is its own.",
  unfinished: "Sealed early, because too many traces were open at once; it is sealed again when more comes.",
};
