import { Anchor } from "@mantine/core";
import { useState } from "react";
import { CopyId } from "@/components/CopyId";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { Release } from "@/lib/api/types";
import classes from "./Release.module.css";

const COLUMNS = [
  { label: "Published" },
  { label: "Axis" },
  { label: "Release" },
  { label: "Content" },
  { label: "By" },
];

export function ReleaseTable({ releases }: { releases: Release[] }) {
  return (
    <Rows columns={COLUMNS} label="Releases">
      {releases.map((release) => (
        <ReleaseRow key={release.id} release={release} />
      ))}
    </Rows>
  );
}

function ReleaseRow({ release }: { release: Release }) {
  const [open, setOpen] = useState(false);
  return (
    <tr>
      <td style={{ whiteSpace: "nowrap" }}>
        <Instant at={release.created_at} as="day" />
      </td>
      <td>
        <Tag>{release.axis}</Tag>
      </td>
      <td>
        <strong>{release.subject}</strong> {release.version}
        <Sub>{release.notes}</Sub>
      </td>
      <td>
        <CopyId id={release.content_hash} what="content hash" />{" "}
        <Anchor
          component="button"
          type="button"
          size="xs"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? "hide" : "show"}
        </Anchor>
        {open && <pre className={classes.content}>{release.content}</pre>}
      </td>
      <td>{release.author}</td>
    </tr>
  );
}
