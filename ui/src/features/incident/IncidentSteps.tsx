import { Button, Popover, TextInput } from "@mantine/core";
import { useState } from "react";
import { asProblem } from "@/lib/api/problem";
import type { Incident } from "@/lib/api/types";
import { useSignature } from "@/lib/identity";
import { useAcknowledge, useResolve } from "./queries";

/** What a person may do with the incident itself: take it on, close it. */
export function IncidentSteps({ incident }: { incident: Incident }) {
  const acknowledge = useAcknowledge(incident.id);
  const resolve = useResolve(incident.id);
  if (incident.state === "resolved") return null;
  return (
    <>
      {incident.state === "open" && (
        <Signed
          label="Acknowledge"
          busy={acknowledge.isPending}
          problem={acknowledge.error}
          onSign={(by) => acknowledge.mutate(by)}
        />
      )}
      <Signed
        label="Resolve"
        noteLabel="What ended it"
        busy={resolve.isPending}
        problem={resolve.error}
        onSign={(by, note) => resolve.mutate({ by, note })}
      />
    </>
  );
}

interface Props {
  label: string;
  noteLabel?: string;
  busy: boolean;
  problem: unknown;
  onSign: (by: string, note: string) => void;
}

/** A button that asks for the name it acts under. */
function Signed({ label, noteLabel, busy, problem, onSign }: Props) {
  const [by, setBy] = useSignature();
  const [note, setNote] = useState("");
  return (
    <Popover position="bottom-end" trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" size="xs">
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSign(by.trim(), note.trim());
          }}
        >
          <TextInput
            label="Your name"
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
            required
            mb={8}
          />
          {noteLabel && (
            <TextInput
              label={noteLabel}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
              mb={8}
            />
          )}
          <Button type="submit" size="xs" loading={busy} disabled={by.trim() === ""}>
            {label}
          </Button>
          {problem !== null && <p role="alert">{asProblem(problem).detail || asProblem(problem).message}</p>}
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
