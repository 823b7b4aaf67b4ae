import { DataLink } from "@/components/DataLink";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { VersionStep } from "@/components/VersionStep";
import type { Change, Scope } from "@/lib/api/types";
import { useHashTarget } from "@/lib/useHashTarget";

const COLUMNS = [
  { label: "Took effect" },
  { label: "Axis" },
  { label: "Subject" },
  { label: "From → to" },
  { label: "Scope" },
  { label: "By" },
];

/** Changes, newest first. A link to #<change id> brings its row into view. */
export function ChangeTable({ changes }: { changes: Change[] }) {
  const wanted = useHashTarget();
  return (
    <Rows columns={COLUMNS} label="Changes">
      {changes.map((change) => (
        <tr key={change.id} id={change.id} data-current={change.id === wanted}>
          <td style={{ whiteSpace: "nowrap" }}>
            <Instant at={change.at} as="day" />
            <Sub>
              <Instant at={change.at} />
            </Sub>
          </td>
          <td>
            <Tag>{change.axis}</Tag>
          </td>
          <td>
            <strong>{change.subject}</strong>
            <Sub>
              <DataLink link={change.url}>{change.summary || change.url}</DataLink>
            </Sub>
          </td>
          <td>
            <VersionStep from={change.from} to={change.to} />
          </td>
          <td>{scopeText(change.scope)}</td>
          <td style={{ whiteSpace: "nowrap" }}>
            {change.author}
            <Sub>via {change.source}</Sub>
          </td>
        </tr>
      ))}
    </Rows>
  );
}

function scopeText(scope: Scope): string {
  const parts = [
    scope.journey && `journey ${scope.journey}`,
    scope.service && `service ${scope.service}`,
    scope.environment,
  ];
  return parts.filter(Boolean).join(", ") || "everywhere";
}
