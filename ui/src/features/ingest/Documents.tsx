import type { RetrievedDocument } from "@/lib/api/types";
import { Copy } from "./Conversation";
import classes from "./Conversation.module.css";
import { Prose } from "./Folded";

/** Retrieved documents in their order, with how well each matched against the best of them. */
export function Documents({ documents }: { documents: readonly RetrievedDocument[] }) {
  const best = Math.max(...documents.map(({ score }) => score ?? 0));
  return (
    <ol className={classes.turns}>
      {documents.map((document, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: ids may be missing or repeated, ranks are not
        <li key={index} className={classes.document}>
          <div className={classes.head}>
            <span className={classes.rank}>{index + 1}</span>
            <strong className={`mono ${classes.documentId}`}>{document.id || "without an id"}</strong>
            {document.score !== null && <Score score={document.score} best={best} />}
            <Copy text={document.content} what={`document ${index + 1}`} />
          </div>
          {document.content ? (
            <Prose text={document.content} brief />
          ) : (
            <p className={classes.nothing}>Text not recorded.</p>
          )}
        </li>
      ))}
    </ol>
  );
}

function Score({ score, best }: { score: number; best: number }) {
  const share = best > 0 && score > 0 ? score / best : 0;
  return (
    <span className={classes.score} title={`score ${score}`}>
      <span className={classes.scoreTrack} aria-hidden>
        <span className={classes.scoreBar} style={{ width: `${share * 100}%` }} />
      </span>
      {score.toPrecision(3)}
    </span>
  );
}
