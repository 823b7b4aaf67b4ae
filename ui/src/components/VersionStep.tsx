import { MISSING } from "@/lib/format";

/** A step from one version to another, e.g. "v1 → v2"; the first one has nothing it came from. */
export function VersionStep({ from, to }: { from: string; to: string }) {
  if (!from) return <span>{to || MISSING}</span>;
  return (
    <span>
      {from} <span aria-hidden="true">→</span>
      <span className="visually-hidden"> to </span> {to || MISSING}
    </span>
  );
}
