import { UnstyledButton } from "@mantine/core";
import { Tag } from "@/components/Tag";
import type { LogRecord } from "@/lib/api/types";
import { duration } from "@/lib/time/duration";
import classes from "./LogList.module.css";
import { severityName, severityTone } from "./severity";
import { offsetOf } from "./times";

interface Props {
  records: LogRecord[];
  /** Of the trace, in nanoseconds since the epoch. */
  startNs: number;
  /** Names of the spans that are stored, by id. */
  spanNames: ReadonlyMap<string, string>;
  onSpan: (spanId: string) => void;
}

/** Log records in the order in which they were written, each at its time from the start of the trace. */
export function LogList({ records, startNs, spanNames, onSpan }: Props) {
  return (
    <ol className={classes.list}>
      {records.map((record, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: records have no identity, and their order stays
        <li key={index} className={classes.record} data-tone={severityTone(record.severity)}>
          <span className={classes.time}>{signed(offsetOf(record, startNs))}</span>
          <span className={classes.severity}>
            <Severity of={record.severity} />
          </span>
          <div className={classes.said}>
            {record.event && <span className={classes.event}>{record.event}</span>}
            {record.body && <span className={classes.body}>{record.body}</span>}
            <div className={classes.from}>
              <From record={record} spanNames={spanNames} onSpan={onSpan} />
            </div>
            <More attributes={record.attributes} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Severity({ of }: { of: number }) {
  const name = severityName(of);
  if (name === "") return null;
  return severityTone(of) === "calm" ? (
    <span className={classes.calm}>{name}</span>
  ) : (
    <Tag tone={severityTone(of)}>{name}</Tag>
  );
}

function From({ record, spanNames, onSpan }: { record: LogRecord } & Pick<Props, "spanNames" | "onSpan">) {
  const { span_id, service } = record;
  const name = span_id === null ? undefined : spanNames.get(span_id);
  return (
    <>
      {service}
      {span_id !== null && name !== undefined && (
        <>
          {" · "}
          <UnstyledButton className={classes.span} onClick={() => onSpan(span_id)}>
            {name}
          </UnstyledButton>
        </>
      )}
    </>
  );
}

function More({ attributes }: { attributes: Record<string, string> }) {
  const shown = Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b));
  if (shown.length === 0) return null;
  return (
    <details className={classes.more}>
      <summary>
        {shown.length} {shown.length === 1 ? "attribute" : "attributes"}
      </summary>
      <dl>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function signed(seconds: number): string {
  return seconds < 0 ? `−${duration(-seconds)}` : duration(seconds);
}
