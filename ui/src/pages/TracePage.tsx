import { useMemo } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { CopyId } from "@/components/CopyId";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { useTrace } from "@/features/ingest/queries";
import { SpanPanel } from "@/features/ingest/SpanPanel";
import { TaskFacts } from "@/features/ingest/TaskFacts";
import { pastedTraceId } from "@/features/ingest/trace-id";
import { WaterfallView } from "@/features/ingest/WaterfallView";
import { firstToRead, layout } from "@/features/ingest/waterfall";
import { LogList } from "@/features/trace/LogList";
import { useTraceLogs } from "@/features/trace/queries";
import { ScoreTable } from "@/features/trace/ScoreTable";
import { ServedFacts } from "@/features/trace/ServedFacts";
import { TaskNotes } from "@/features/trace/TaskNotes";
import { startOf } from "@/features/trace/times";
import { UsageTable } from "@/features/trace/UsageTable";
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
      {trace.isError && trace.data === undefined && (
        <p>
          <Link to={`/status?trace=${encodeURIComponent(pastedTraceId(id))}`}>Where is this trace?</Link>
        </p>
      )}
    </>
  );
}

function Steps({ trace }: { trace: Trace }) {
  const [url, setUrl] = useSearchParams();
  const select = (span: string) => setUrl({ span }, { replace: true });
  const waterfall = useMemo(() => layout(trace.spans), [trace.spans]);
  const selected =
    waterfall.bars.find((bar) => bar.span.span_id === url.get("span")) ?? firstToRead(waterfall);
  return (
    <div className={classes.stack}>
      <section className={classes.band} aria-label="Task">
        {trace.task ? (
          <div className={classes.facts}>
            <TaskFacts task={trace.task} />
            <ServedFacts task={trace.task} />
          </div>
        ) : (
          <p>Not sealed yet: spans are still coming. Outcome and cost are told once the trace is quiet.</p>
        )}
      </section>
      {trace.task && <TaskNotes task={trace.task} />}
      <div className={selected ? classes.trace : classes.stack}>
        <div className={classes.steps}>
          <Panel
            title="Waterfall"
            note={selected && `${plural(trace.spans.length, "span")}, ${duration(waterfall.lengthSeconds)}`}
          >
            {selected ? (
              <WaterfallView waterfall={waterfall} selected={selected.span.span_id} onSelect={select} />
            ) : (
              <EmptyNotice title="No span of this trace is stored any more">
                The task's own numbers are kept longer.
              </EmptyNotice>
            )}
          </Panel>
        </div>
        {selected && (
          <div className={classes.detail}>
            <SpanPanel key={selected.span.span_id} bar={selected} />
          </div>
        )}
        <div className={`${classes.stack} ${classes.beside}`}>
          <Beside trace={trace} onSpan={select} />
        </div>
      </div>
    </div>
  );
}

interface BesideProps {
  trace: Trace;
  onSpan: (spanId: string) => void;
}

/** What is known of the trace beside its spans: scores, log records, and what its calls used. */
function Beside({ trace, onSpan }: BesideProps) {
  const { task, spans, scores } = trace;
  const spanNames = useMemo(() => new Map(spans.map((span) => [span.span_id, span.name])), [spans]);
  return (
    <>
      {scores.length > 0 && (
        <Panel title="Scores" note={plural(scores.length, "score")}>
          <ScoreTable scores={scores} spanNames={spanNames} onSpan={onSpan} />
        </Panel>
      )}
      <Logs trace={trace} spanNames={spanNames} onSpan={onSpan} />
      {task && task.usage.length > 0 && (
        <Panel title="Model calls" note="by model and prompt">
          <UsageTable usage={task.usage} />
        </Panel>
      )}
    </>
  );
}

function Logs({ trace, spanNames, onSpan }: BesideProps & { spanNames: ReadonlyMap<string, string> }) {
  const { id = "" } = useParams();
  const logs = useTraceLogs(id, trace.task === null);
  if (logs.data?.length === 0) return null;
  return (
    <Panel
      title="Log records"
      note={logs.data && `${plural(logs.data.length, "record")}, at the time from the start of the trace`}
    >
      <Loaded query={logs} rows={3}>
        {(records) => (
          <LogList
            records={records}
            startNs={startOf(trace, records)}
            spanNames={spanNames}
            onSpan={onSpan}
          />
        )}
      </Loaded>
    </Panel>
  );
}
