import { Anchor, CopyButton } from "@mantine/core";
import { Loaded } from "@/components/Loaded";
import { Markdown } from "@/components/Markdown";
import { EmptyNotice } from "@/components/Notice";
import { Panel } from "@/components/Panel";
import type { Incident } from "@/lib/api/types";
import classes from "./Postmortem.module.css";
import { usePostmortem } from "./queries";

/** The incident's postmortem, as `tocsin postmortem` prints it. */
export function Postmortem({ incident }: { incident: Pick<Incident, "id" | "state"> }) {
  const over = incident.state === "resolved" || incident.state === "mitigated";
  const query = usePostmortem(incident.id, over);
  return (
    <Panel
      title="Postmortem"
      note="written from recorded facts"
      aside={query.data && <CopyMarkdown text={query.data} />}
    >
      {over ? (
        <Loaded query={query}>
          {(markdown) => (markdown === null ? <NotWritten /> : <Document markdown={markdown} />)}
        </Loaded>
      ) : (
        <NotWritten />
      )}
    </Panel>
  );
}

function NotWritten() {
  return (
    <EmptyNotice title="Not written yet">
      Tocsin writes it when the incident resolves: impact, timeline, cause with evidence, example traces.
    </EmptyNotice>
  );
}

function Document({ markdown }: { markdown: string }) {
  return (
    <div className={classes.document}>
      <Markdown text={withoutTitle(markdown)} />
    </div>
  );
}

function CopyMarkdown({ text }: { text: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Anchor component="button" type="button" size="xs" onClick={copy}>
          {copied ? "Copied" : "Copy Markdown"}
        </Anchor>
      )}
    </CopyButton>
  );
}

/** The page has the incident's title already. */
function withoutTitle(markdown: string): string {
  return markdown.replace(/^# .*\n+/, "");
}
