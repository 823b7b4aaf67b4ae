import { MultiSelect, SegmentedControl, Select } from "@mantine/core";
import { useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { METRIC_CHART_HEIGHT, MetricChart } from "@/features/metrics/MetricChart";
import { MetricTable } from "@/features/metrics/MetricTable";
import { useMetric, useMetrics } from "@/features/metrics/queries";
import { unitOf } from "@/features/metrics/units";
import type { MetricDetail } from "@/lib/api/types";
import { words } from "@/lib/format";
import { duration } from "@/lib/time/duration";
import classes from "./Page.module.css";
import { type NamedWindow, SERIES_WINDOWS, useWindow } from "./windows";

/** Attributes of the resource that are worth grouping by; points carry the others. */
const OF_RESOURCE = ["service.name", "service.version"];
const MOST_GROUPS = 3;

/** Metrics that applications sent over OTLP: all of them, or one over time. */
export function MetricsPage() {
  const [url] = useSearchParams();
  const window = useWindow(SERIES_WINDOWS, "6h");
  const name = url.get("metric");
  return name === null ? <All window={window} /> : <One name={name} window={window} />;
}

function All({ window }: { window: NamedWindow }) {
  const [url] = useSearchParams();
  const metrics = useMetrics(window.seconds);
  const pathOf = (name: string) =>
    `/telemetry/metrics?${new URLSearchParams({ ...Object.fromEntries(url), metric: name })}`;
  return (
    <>
      <PageHeader title="Metrics" aside={<Windows window={window} />} />
      <Panel title="Metrics" note="that applications sent; j and k move, Enter opens">
        <Loaded query={metrics} rows={8}>
          {(items) =>
            items.length > 0 ? (
              <MetricTable metrics={items} pathOf={pathOf} />
            ) : (
              <EmptyNotice title={`No metric arrived in the last ${window.name}`}>
                Export them to the same OTLP endpoint as traces; every type and temporality is taken. Tocsin's
                own are at <a href="/metrics">/metrics</a>.
              </EmptyNotice>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function One({ name, window }: { name: string; window: NamedWindow }) {
  const [url, setUrl] = useSearchParams();
  const groupBy = url.getAll("by").slice(0, MOST_GROUPS);
  const asked = url.get("statistic");
  // What the metric can be asked is known with its first answer; a statistic it has not is left out.
  const known = useMetrics(window.seconds).data?.find((metric) => metric.name === name);
  const statistic = known?.statistics.find((one) => one === asked);
  const metric = useMetric({ name, seconds: window.seconds, statistic, groupBy });
  const set = (change: (next: URLSearchParams) => void) => {
    const next = new URLSearchParams(url);
    change(next);
    setUrl(next, { replace: true });
  };
  return (
    <>
      <PageHeader
        title={name}
        parent={{ label: "Metrics", to: `/telemetry/metrics?window=${window.name}` }}
        aside={<Windows window={window} />}
      />
      <Panel
        title={metric.data ? words(metric.data.statistic) : "Over time"}
        note={metric.data && said(metric.data)}
        padded
        aside={
          metric.data && (
            <Choices
              detail={metric.data}
              groupBy={groupBy}
              onStatistic={(chosen) => set((next) => next.set("statistic", chosen))}
              onGroupBy={(names) =>
                set((next) => {
                  next.delete("by");
                  for (const one of names) next.append("by", one);
                })
              }
            />
          )
        }
      >
        <div
          style={{ minHeight: METRIC_CHART_HEIGHT }}
          className={metric.isPlaceholderData ? classes.older : ""}
        >
          <Loaded query={metric}>
            {(detail) => (
              <MetricChart detail={detail} seconds={window.seconds} until={metric.dataUpdatedAt} />
            )}
          </Loaded>
        </div>
      </Panel>
    </>
  );
}

/** "Tokens of model calls; in token; steps of 30 s". */
function said({ metric, statistic, step_seconds }: MetricDetail): string {
  const unit = unitOf(metric, statistic);
  const parts = [metric.description, unit && `in ${unit}`, `steps of ${duration(step_seconds)}`];
  return parts.filter(Boolean).join("; ");
}

interface ChoicesProps {
  detail: MetricDetail;
  groupBy: string[];
  onStatistic: (statistic: string) => void;
  onGroupBy: (names: string[]) => void;
}

function Choices({ detail, groupBy, onStatistic, onGroupBy }: ChoicesProps) {
  const { metric, statistic } = detail;
  return (
    <div className={classes.controls}>
      <MultiSelect
        size="xs"
        miw={200}
        maw={560}
        aria-label="Group by"
        placeholder={groupBy.length === 0 ? "Group by" : undefined}
        data={[...new Set([...metric.attributes, ...OF_RESOURCE])]}
        value={groupBy}
        onChange={onGroupBy}
        maxValues={MOST_GROUPS}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Group by nothing" }}
      />
      <Select
        size="xs"
        w={120}
        aria-label="Statistic"
        data={metric.statistics.map((one) => ({ value: one, label: words(one) }))}
        value={statistic}
        onChange={(chosen) => chosen && onStatistic(chosen)}
        allowDeselect={false}
      />
    </div>
  );
}

function Windows({ window }: { window: NamedWindow }) {
  const [url, setUrl] = useSearchParams();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Window"
      data={SERIES_WINDOWS.map(({ name }) => name)}
      value={window.name}
      onChange={(name) => {
        const next = new URLSearchParams(url);
        next.set("window", name);
        setUrl(next, { replace: true });
      }}
    />
  );
}
