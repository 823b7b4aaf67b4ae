/** Links that come with data: from evidence, timelines and postmortems, so partly from whoever reported something. */

const TRACES = "/api/v1/traces";
const CHANGES = "/api/v1/changes";
const SLOS = "/api/v1/slos";

export interface LinkTarget {
  to: string;
  /** A page of this UI, as opposed to the API's answer or another site. */
  page: boolean;
}

/**
 * Where a link leads: paths of the API that have a page lead to that page. Null for what is not followed, which is
 * all but paths of this server and web addresses.
 */
export function linkOf(link: string): LinkTarget | null {
  if (/^https?:\/\//.test(link)) return { to: link, page: false };
  if (!/^\/(?![/\\])/.test(link)) return null;
  if (!link.startsWith("/api/")) return { to: link, page: true };
  return pageOf(link) ?? { to: link, page: false };
}

function pageOf(path: string): LinkTarget | null {
  if (path === TRACES || path.startsWith(`${TRACES}?`) || path.startsWith(`${TRACES}/`)) return pageAt(path);
  if (path.startsWith(`${SLOS}/`)) return pageAt(path);
  if (path.startsWith(`${CHANGES}/`)) return { to: `/changes#${path.slice(CHANGES.length + 1)}`, page: true };
  return null;
}

function pageAt(path: string): LinkTarget {
  return { to: path.replace("/api/v1", ""), page: true };
}

/** Where the numbers behind an API request ("GET /api/v1/traces?...") can be seen; null when it is no such request. */
export function evidenceLink(query: string): LinkTarget | null {
  const path = /^GET (\/api\/v1\/\S+)$/.exec(query)?.[1];
  return path === undefined ? null : linkOf(path);
}
