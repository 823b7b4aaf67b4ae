import { Link } from "react-router";
import { Rows, Sub } from "@/components/Rows";
import type { Usage } from "@/lib/api/types";
import { count, usd } from "@/lib/format";

const COLUMNS = [
  { label: "Model" },
  { label: "Prompt" },
  { label: "Calls", number: true },
  { label: "Tokens in / out", number: true },
  { label: "Cost", number: true },
];

/** What the task used of each model, the dearest first; it adds up to the task's tokens and cost. */
export function UsageTable({ usage }: { usage: readonly Usage[] }) {
  const sorted = [...usage].sort((a, b) => b.cost_usd - a.cost_usd);
  return (
    <Rows columns={COLUMNS} label="Model calls by model and prompt">
      {sorted.map((part) => (
        <tr key={`${part.kind}/${part.vendor}/${part.model}/${part.prompt}/${part.prompt_version}`}>
          <td>
            <Link to={`/traces?model=${encodeURIComponent(part.model)}`}>{part.model || "(no name)"}</Link>
            <Sub>{[part.vendor, part.kind === "llm" ? "" : part.kind].filter(Boolean).join(", ")}</Sub>
          </td>
          <td>
            {part.prompt} {part.prompt_version}
          </td>
          <td data-number>{count(part.calls)}</td>
          <td data-number>
            {count(part.input_tokens)} / {count(part.output_tokens)}
            <Sub>{cached(part)}</Sub>
          </td>
          <td data-number>
            {part.unpriced_calls > 0 && part.unpriced_calls === part.calls ? "no price" : cost(part)}
          </td>
        </tr>
      ))}
    </Rows>
  );
}

function cached({ cache_read_tokens, reasoning_tokens }: Usage): string {
  const parts = [
    cache_read_tokens > 0 ? `${count(cache_read_tokens)} from cache` : "",
    reasoning_tokens > 0 ? `${count(reasoning_tokens)} reasoning` : "",
  ];
  return parts.filter(Boolean).join(", ");
}

function cost({ cost_usd, unpriced_calls }: Usage): string {
  return `${unpriced_calls > 0 ? "≥ " : ""}${usd(cost_usd)}`;
}
