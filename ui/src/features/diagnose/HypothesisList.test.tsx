import { fireEvent, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Evidence, Hypothesis } from "@/lib/api/types";
import { show } from "@/lib/testing/render";
import { HypothesisList } from "./HypothesisList";

function evidence(part: Partial<Evidence>): Evidence {
  return {
    kind: "time",
    supports: true,
    weight: 1,
    statement: "It came just before.",
    values: {},
    query: "",
    ...part,
  };
}

function hypothesis(part: Partial<Hypothesis>): Hypothesis {
  return {
    rank: 1,
    axis: "prompt",
    cause: "prompt_change",
    confidence: 0.87,
    change_id: "chg_1",
    subject: "support-answer",
    from_version: "v1",
    to_version: "v2",
    changed_at: null,
    summary: "Only tasks on v2 fail.",
    evidence: [],
    refuted_by: "",
    ...part,
  };
}

it("ranks hypotheses and says how credible each is", () => {
  show(
    <HypothesisList
      hypotheses={[
        hypothesis({ rank: 2, cause: "unknown", subject: "", confidence: 0.13 }),
        hypothesis({ rank: 1 }),
      ]}
    />,
  );
  const [first, second] = screen.getAllByRole("listitem");
  expect(first?.textContent).toContain("Prompt change: support-answer");
  expect(first?.textContent).toContain("87%");
  expect(second?.textContent).toContain("Unknown");
});

it("shows evidence for and against with its sign, and a way to see the numbers again", () => {
  const query = "GET /api/v1/traces?release=prompt:support-answer=v2";
  show(
    <HypothesisList
      hypotheses={[
        hypothesis({
          evidence: [
            evidence({ statement: "44% of tasks on v2 failed.", weight: 2.9, query }),
            evidence({ statement: "It came 4 h earlier.", supports: false, weight: -0.8 }),
          ],
        }),
      ]}
    />,
  );
  const [pro, contra] = within(screen.getAllByRole("list")[1] as HTMLElement).getAllByRole("listitem");
  expect(pro?.textContent).toMatch(/for.*44% of tasks.*\+2\.9/);
  expect(contra?.textContent).toMatch(/against.*4 h earlier.*−0\.8/);
  expect(screen.getByRole("link").getAttribute("href")).toBe("/traces?release=prompt:support-answer=v2");
});

it("folds the evidence of lower ranks until it is asked for", () => {
  show(
    <HypothesisList hypotheses={[hypothesis({ rank: 2, evidence: [evidence({ statement: "Weak." })] })]} />,
  );
  expect(screen.queryByText("Weak.")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Show 1 piece of evidence" }));
  expect(screen.getByText("Weak.")).toBeTruthy();
});

it("says when a diagnosis comes, as long as there is none", () => {
  show(<HypothesisList hypotheses={[]} />);
  expect(screen.getByText("No diagnosis yet")).toBeTruthy();
});
