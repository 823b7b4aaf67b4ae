import { lazy, Suspense } from "react";
import { LoadingRows } from "./Loading";

const Rendered = lazy(() => import("./MarkdownBody"));

/** Markdown as text with structure. HTML and images in it are not rendered: part of it came with telemetry. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<LoadingRows rows={3} />}>
      <Rendered text={text} />
    </Suspense>
  );
}
