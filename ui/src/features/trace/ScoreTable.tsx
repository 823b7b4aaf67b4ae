import { UnstyledButton } from "@mantine/core";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import type { Score } from "@/lib/api/types";
import { percent } from "@/lib/format";
import classes from "./ScoreTable.module.css";

const COLUMNS = [{ label: "Evaluator" }, { label: "Score" }, { label: "Of" }];

interface Props {
  scores: Score[];
  spanNames: ReadonlyMap<string, string>;
  onSpan: (spanId: string) => void;
}

/** What evaluators found about the trace and its spans. */
export function ScoreTable({ scores, spanNames, onSpan }: Props) {
  const explained = scores.some((score) => score.explanation !== "" || score.sampling_probability < 1);
  return (
    <Rows columns={explained ? [...COLUMNS, { label: "Why" }] : COLUMNS} label="Scores">
      {scores.map((score) => (
        <tr key={`${score.evaluator}/${score.evaluator_version}/${score.span_id}`}>
          <td>
            {score.evaluator}
            <Sub>
              version {score.evaluator_version}, <Instant at={score.at} />
            </Sub>
          </td>
          <td className={classes.value}>
            {score.value !== null && <strong>{Number(score.value.toPrecision(4))}</strong>} {score.label}
          </td>
          <td>
            <Scored spanId={score.span_id} spanNames={spanNames} onSpan={onSpan} />
          </td>
          {explained && (
            <td className={classes.why}>
              {score.explanation}
              {score.sampling_probability < 1 && (
                <Sub>drawn from {percent(score.sampling_probability)} of traces</Sub>
              )}
            </td>
          )}
        </tr>
      ))}
    </Rows>
  );
}

/** What was scored; a span that is stored can be looked at. */
function Scored({ spanId, spanNames, onSpan }: { spanId: string } & Pick<Props, "spanNames" | "onSpan">) {
  if (spanId === "") return "the whole trace";
  const name = spanNames.get(spanId);
  if (name === undefined) return `span ${spanId}`;
  return (
    <UnstyledButton className={classes.span} onClick={() => onSpan(spanId)}>
      {name}
    </UnstyledButton>
  );
}
