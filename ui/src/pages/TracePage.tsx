import { useMemo } from "react";
import { useParams, useSearchParams } from "react-router";
import { CopyId } from "@/components/CopyId";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { useTrace } from "@/features/ingest/queries";
import { SpanPanel } from "@/features/ingest/SpanPanel";
import { TaskFacts } from "@/features/ingest/TaskFacts";
import { WaterfallView } from "@/features/ingest/WaterfallView";
import { firstToRead, layout } from "@/features/ingest/waterfall";
import type { Trace } from "@/lib/api/types";
import { plural } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import classes from "./Page.module.css";

/** One trace: the steps over time, and the selected step in full. */
export function TracePage() {
  const { id = "" } = useParams();
  const trace = useTrace(id);
  return (
    <>
      <PageHeader
        title={trace.data?.task?.root_name ?? "Trace"}
        parent={{ label: "Traces", to: "/traces" }}
        aside={<CopyId id={id} what="trace id" shown={32} />}
      />
      <Loaded query={trace} rows={8}>
        {(loaded) => <Steps trace={loaded} />}
      </Loaded>
    </>
  );
}

function Steps({ trace }: { trace: Trace }) {
  const [url, setUrl] = useSearchParams();
  const waterfall = useMemo(() => layout(trace.spans), [trace.spans]);
  const selected =
    waterfall.bars.find((bar) => bar.span.span_id === url.get("span")) ?? firstToRead(waterfall);
  return (
    <div className={classes.stack}>
      <section className={classes.band} aria-label="Task">
        {trace.task ? (
          <TaskFacts task={trace.task} />
        ) : (
          <p>Not sealed yet: spans are still coming. Outcome and cost are told once the trace is quiet.</p>
        )}
      </section>
      <div className={classes.trace}>
        <Panel
          title="Waterfall"
          note={`${plural(trace.spans.length, "span")}, ${duration(waterfall.lengthSeconds)}`}
        >
          {selected ? (
            <WaterfallView
              waterfall={waterfall}
              selected={selected.span.span_id}
              onSelect={(span) => setUrl({ span }, { replace: true })}
            />
          ) : (
            <EmptyNotice title="No span of this trace is stored any more">
              The task's own numbers are kept longer.
            </EmptyNotice>
          )}
        </Panel>
        {selected && <SpanPanel key={selected.span.span_id} bar={selected} />}
      </div>
    </div>
  );
}
