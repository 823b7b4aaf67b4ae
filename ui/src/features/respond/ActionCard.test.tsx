import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Action } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { answerAll } from "@/lib/testing/server";
import { ActionCard } from "./ActionCard";

const PLAN_HASH = "ab".repeat(32);

function action(part: Partial<Action> = {}): Action {
  return {
    id: "act_1",
    incident_id: "inc_1",
    runbook: "roll-back-prompt",
    kind: "release.rollback",
    title: "Roll prompt support-answer back from v2 to v1",
    parameters: { subject: "support-answer", to_version: "v1" },
    mode: "assist",
    state: "proposed",
    risk: "low",
    reversible: true,
    blast_radius: "Every task of journey support-answer",
    verification: "SLI back at 95% for 3 min",
    undo: "Set v2 live again",
    plan_hash: PLAN_HASH,
    proposed_at: "2026-11-21T12:00:00Z",
    expires_at: "2026-11-21T13:00:00Z",
    decided_at: null,
    decided_by: "",
    finished_at: null,
    detail: "",
    ...part,
  };
}

const sign = (name: string) =>
  fireEvent.change(screen.getByLabelText("Your name"), { target: { value: name } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

it("says what would be done, to whom, how it is judged and how it is taken back", () => {
  show(<ActionCard action={action()} />);
  for (const text of [
    /Every task of journey/,
    /back at 95%/,
    /Set v2 live again/,
    /low risk/,
    /waits for approval/,
  ]) {
    expect(screen.getByText(text)).toBeTruthy();
  }
});

it("approves the plan that was seen, signed", async () => {
  const received = answerAll(200, {});
  show(<ActionCard action={action()} />);
  sign(" lena ");
  press("Approve");
  await waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]).toEqual({
    method: "POST",
    path: "/api/v1/incidents/inc_1/actions/act_1/approve",
    body: { by: "lena", note: "", plan_hash: PLAN_HASH },
  });
});

it("rejects with a note", async () => {
  const received = answerAll(200, {});
  show(<ActionCard action={action()} />);
  sign("lena");
  fireEvent.change(screen.getByLabelText("Note"), { target: { value: "v1 is worse" } });
  press("Reject");
  await waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]?.path).toMatch(/\/reject$/);
  expect(received[0]?.body).toMatchObject({ note: "v1 is worse" });
});

it("decides nothing without a name, and asks for it", () => {
  const received = answerAll(200, {});
  show(<ActionCard action={action()} />);
  press("Approve");
  expect(screen.getByText(/^Say who decides/)).toBeTruthy();
  expect(received).toEqual([]);
});

it("remembers the name for the next decision", () => {
  const first = show(<ActionCard action={action()} />);
  sign("lena");
  first.unmount();
  show(<ActionCard action={action()} />);
  expect((screen.getByLabelText("Your name") as HTMLInputElement).value).toBe("lena");
});

it("shows why the server refused", async () => {
  answerAll(409, { title: "Conflict", detail: "The plan changed: look at it again." });
  show(<ActionCard action={action()} />);
  sign("lena");
  press("Approve");
  expect((await screen.findByRole("alert")).textContent).toContain("The plan changed: look at it again.");
});

it.each(["verifying", "verified", "rejected", "expired"] as const)(
  "offers no decision on an action that is %s",
  (state) => {
    show(<ActionCard action={action({ state })} />);
    expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
  },
);

it("shows how far a running action is", () => {
  show(
    <ActionCard
      action={action({ state: "verifying", decided_by: "lena", decided_at: "2026-11-21T12:03:00Z" })}
    />,
  );
  expect(document.querySelector('[aria-current="step"]')?.textContent).toBe("verifying");
});
