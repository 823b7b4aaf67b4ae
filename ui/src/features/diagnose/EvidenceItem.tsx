import { Link } from "react-router";
import type { Evidence } from "@/lib/api/types";
import { evidenceLink } from "@/lib/links";
import classes from "./Hypotheses.module.css";

/** One finding for or against, with its weight and where its numbers can be seen again. */
export function EvidenceItem({ evidence }: { evidence: Evidence }) {
  return (
    <li className={classes.piece}>
      <span className={`${classes.sign} ${evidence.supports ? classes.for : classes.against}`}>
        {evidence.supports ? "+ for" : "− against"}
      </span>
      <div>
        {evidence.statement}
        <div className={classes.meta}>
          {evidence.kind} · weight {signed(evidence.weight)} (log-odds) <Source query={evidence.query} />
        </div>
      </div>
    </li>
  );
}

function Source({ query }: { query: string }) {
  const link = evidenceLink(query);
  if (link === null) return null;
  return (
    <>· {link.page ? <Link to={link.to}>see for yourself</Link> : <a href={link.to}>see the numbers</a>}</>
  );
}

function signed(weight: number): string {
  const size = Math.abs(weight).toFixed(1);
  if (size === "0.0") return size;
  return `${weight < 0 ? "−" : "+"}${size}`;
}
