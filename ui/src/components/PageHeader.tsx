import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "./PageHeader.module.css";

interface Props {
  title: string;
  /** The list this page belongs to. */
  parent?: { label: string; to: string };
  tags?: ReactNode;
  aside?: ReactNode;
}

/** Names the page, for the eye and for the browser's tab. */
export function PageHeader({ title, parent, tags, aside }: Props) {
  useDocumentTitle(`${title} · Tocsin`);
  return (
    <header className={classes.header}>
      {parent && (
        <nav className={classes.trail} aria-label="Breadcrumb">
          <Link to={parent.to}>{parent.label}</Link>
        </nav>
      )}
      <h1 className={classes.title}>{title}</h1>
      {tags}
      {aside && <div className={classes.aside}>{aside}</div>}
    </header>
  );
}
