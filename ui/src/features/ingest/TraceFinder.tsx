import { TextInput } from "@mantine/core";
import { useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { Panel } from "@/components/Panel";
import { useWhereabouts } from "./queries";
import { TraceAnswer } from "./TraceAnswer";
import classes from "./TraceFinder.module.css";
import { isTraceId, pastedTraceId } from "./trace-id";

const PARAMETER = "trace";

/** A box for a trace id, and where that trace is. The id is in the URL, so the answer can be sent to a colleague. */
export function TraceFinder() {
  const [search, setSearch] = useSearchParams();
  const traceId = search.get(PARAMETER) ?? "";
  const whereabouts = useWhereabouts(traceId);
  const isWrong = traceId !== "" && !isTraceId(traceId);
  return (
    <Panel title="Where is my trace?" padded>
      <TextInput
        aria-label="Trace id"
        placeholder="Paste a trace id or a traceparent"
        className={classes.input}
        value={traceId}
        onChange={(event) => {
          const id = pastedTraceId(event.currentTarget.value);
          setSearch(id ? { [PARAMETER]: id } : {}, { replace: true });
        }}
        error={isWrong && "A trace id has 32 hexadecimal digits, not all of them zero."}
      />
      {isTraceId(traceId) && (
        <div className={classes.answer} aria-live="polite">
          <Loaded query={whereabouts} rows={2}>
            {(answer) => <TraceAnswer answer={answer} />}
          </Loaded>
        </div>
      )}
    </Panel>
  );
}
