import type { ReactNode } from "react";
import { Link } from "react-router";
import { linkOf } from "@/lib/links";

/** A link that came with data; plain text where it leads nowhere we follow. */
export function DataLink({ link, children }: { link: string; children: ReactNode }) {
  const target = linkOf(link);
  if (target === null) return children;
  if (target.page) return <Link to={target.to}>{children}</Link>;
  return <a href={target.to}>{children}</a>;
}
