import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { DataLink } from "./DataLink";

const PLUGINS = [remarkGfm];

const COMPONENTS: Components = {
  a: ({ href = "", children }) => <DataLink link={href}>{children}</DataLink>,
};

export default function MarkdownBody({ text }: { text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={PLUGINS}
      components={COMPONENTS}
      disallowedElements={["img"]}
      unwrapDisallowed
    >
      {text}
    </ReactMarkdown>
  );
}
