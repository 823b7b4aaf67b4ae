import { SegmentedControl } from "@mantine/core";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { BreakdownTable } from "@/features/cost/BreakdownTable";
import { CHART_HEIGHT, CostChart } from "@/features/cost/CostChart";
import { CostFacts } from "@/features/cost/CostFacts";
import { isOfCalls, labelOf, readSplit, type Split } from "@/features/cost/dimensions";
import { layersOf } from "@/features/cost/layers";
import { MEASURES, measureNamed } from "@/features/cost/measures";
import { isComplete, type Question, useBreakdown, useBreakdownSeries } from "@/features/cost/queries";
import { SplitPicker } from "@/features/cost/SplitPicker";
import { UnpricedNotice } from "@/features/cost/UnpricedNotice";
import { useColorOf } from "@/features/cost/useColorOf";
import { FilterBar } from "@/features/search/FilterBar";
import { type TaskSearchControl, useTaskSearch } from "@/features/search/useTaskSearch";
import { WindowPicker } from "@/features/search/WindowPicker";
import { added, type Condition, withConditions } from "@/lib/conditions/conditions";
import { windowQuery } from "@/lib/conditions/window";
import { duration } from "@/lib/time/duration";
import { NothingFound } from "./NothingFound";
import classes from "./Page.module.css";

/** Who and what spends the money: tasks split by one property, over time and in sum. */
export function CostsPage() {
  const control = useTaskSearch();
  const [url, setUrl] = useSearchParams();
  const split = readSplit(url);
  const measure = measureNamed(url.get("measure"));
  const { conditions, window } = control.search;
  const set = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(url);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    setUrl(next, { replace: true });
  };
  return (
    <>
      <PageHeader
        title="Costs"
        aside={
          <>
            <Link to="/costs/prices">Prices</Link>
            <WindowPicker control={control} />
          </>
        }
      />
      <FilterBar control={control} />
      <Spending
        question={{ split, measure, conditions, window }}
        control={control}
        onSplit={({ by, release }) => set({ by, release_key: release })}
        onMeasure={(name) => set({ measure: name === "cost" ? null : name })}
      />
    </>
  );
}

interface Props {
  question: Question;
  control: TaskSearchControl;
  onSplit: (split: Split) => void;
  onMeasure: (name: string) => void;
}

function Spending(props: Props) {
  const { question, control } = props;
  const parts = useBreakdown(question);
  if (parts.data?.total === null && isComplete(question)) {
    return (
      <Panel title="Tasks">
        <NothingFound control={control} />
      </Panel>
    );
  }
  return <Spent {...props} parts={parts} />;
}

type Parts = ReturnType<typeof useBreakdown>;

function Spent({ question, control, parts, onSplit, onMeasure }: Props & { parts: Parts }) {
  const { split, measure, window } = question;
  const series = useBreakdownSeries(question);
  const layers = useMemo(
    () => (series.data ? layersOf(series.data, measure.of) : undefined),
    [series.data, measure],
  );
  const colorOf = useColorOf(layers);
  return (
    <div className={classes.stack}>
      {isComplete(question) && <Whole parts={parts} />}
      <Panel
        title={`${measure.label} by ${labelOf(split.by).toLowerCase()}`}
        note={series.data && `steps of ${duration(series.data.step_seconds)}`}
        padded
        aside={
          <div className={classes.controls}>
            <SplitPicker split={split} window={window} onChange={onSplit} />
            <SegmentedControl
              size="xs"
              aria-label="Measure"
              data={MEASURES.map(({ name, label }) => ({ value: name, label }))}
              value={measure.name}
              onChange={onMeasure}
            />
          </div>
        }
      >
        <div style={{ minHeight: CHART_HEIGHT }} className={series.isPlaceholderData ? classes.older : ""}>
          {isComplete(question) ? (
            <Loaded query={series}>
              {() => layers && <CostChart layers={layers} measure={measure} colorOf={colorOf} />}
            </Loaded>
          ) : (
            <EmptyNotice title="Choose a release to split by">
              Tasks carry one version of each release, such as <code>prompt:support-answer</code>. Where none
              can be chosen, no task of this window carries one.
            </EmptyNotice>
          )}
        </div>
      </Panel>
      {isComplete(question) && (
        <Values question={question} control={control} parts={parts} colorOf={colorOf} />
      )}
    </div>
  );
}

/** The window in sum, and what the sums leave out. */
function Whole({ parts }: { parts: Parts }) {
  const total = parts.data?.total;
  return (
    <>
      {total && <UnpricedNotice total={total} />}
      <section className={classes.band} aria-label="In all" style={{ minHeight: 80 }}>
        {total && <CostFacts total={total} />}
      </section>
    </>
  );
}

interface ValuesProps {
  question: Question;
  control: TaskSearchControl;
  parts: Parts;
  colorOf: (value: string | null) => string;
}

function Values({ question, control, parts, colorOf }: ValuesProps) {
  const { split, measure, conditions, window } = question;
  const tracesOf = (more: readonly Condition[]) => {
    const where = more.reduce<Condition[]>(added, [...conditions]);
    return `/traces?${withConditions(new URLSearchParams(windowQuery(window)), where)}`;
  };
  return (
    <Panel
      title={`${labelOf(split.by)}s`}
      note={`largest first; a name leads to its traces${isOfCalls(split.by) ? "; a task counts under each of its values" : ""}`}
    >
      <div className={parts.isPlaceholderData ? classes.older : ""}>
        <Loaded query={parts} rows={8}>
          {(found) => (
            <BreakdownTable
              parts={found}
              split={found.split}
              measure={measure}
              colorOf={colorOf}
              tracesOf={tracesOf}
              onNarrow={control.add}
            />
          )}
        </Loaded>
      </div>
    </Panel>
  );
}
