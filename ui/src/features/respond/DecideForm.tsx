import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { asProblem } from "@/lib/api/problem";
import type { Action } from "@/lib/api/types";
import { useSignature } from "@/lib/identity";
import classes from "./Action.module.css";
import { type Decision, useDecide } from "./queries";

/** Approve or reject, signed. Enter in the form approves nothing: a decision is a click or a focused button. */
export function DecideForm({ action }: { action: Pick<Action, "id" | "incident_id" | "plan_hash"> }) {
  const [by, setBy] = useSignature();
  const [note, setNote] = useState("");
  const [unsigned, setUnsigned] = useState(false);
  const decide = useDecide(action);

  function settle(verdict: Decision["verdict"]) {
    const signature = by.trim();
    setUnsigned(signature === "");
    if (signature !== "") decide.mutate({ verdict, by: signature, note: note.trim() });
  }

  return (
    <form
      className={classes.decide}
      onSubmit={(event: FormEvent) => event.preventDefault()}
      aria-label="Decide"
    >
      <TextInput
        label="Your name"
        value={by}
        onChange={(event) => setBy(event.currentTarget.value)}
        error={unsigned}
        w={150}
        size="sm"
      />
      <TextInput
        label="Note"
        placeholder="optional"
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        style={{ flex: "1 1 140px" }}
        size="sm"
      />
      <Button
        type="button"
        onClick={() => settle("approve")}
        loading={busyWith(decide, "approve")}
        disabled={decide.isPending}
      >
        Approve
      </Button>
      <Button
        type="button"
        variant="default"
        onClick={() => settle("reject")}
        loading={busyWith(decide, "reject")}
        disabled={decide.isPending}
      >
        Reject
      </Button>
      {unsigned && <Complaint>Say who decides: the name goes into the audit log.</Complaint>}
      {decide.isError && <Refusal thrown={decide.error} />}
    </form>
  );
}

function busyWith(decide: ReturnType<typeof useDecide>, verdict: Decision["verdict"]): boolean {
  return decide.isPending && decide.variables.verdict === verdict;
}

function Complaint({ children }: { children: ReactNode }) {
  return (
    <p className={classes.error} role="alert">
      {children}
    </p>
  );
}

function Refusal({ thrown }: { thrown: unknown }) {
  const problem = asProblem(thrown);
  return (
    <Complaint>
      {problem.message}. {problem.detail}
    </Complaint>
  );
}
