import { useMemo } from "react";
import { Chart } from "@/components/Chart";
import { EmptyNotice } from "@/components/Notice";
import { useColors } from "@/components/useColors";
import type { SloDetail } from "@/lib/api/types";
import { percent, target } from "@/lib/format";
import { useZone } from "@/lib/time/zone";
import { type ChangeMark, sliOption } from "./chart-option";

const HEIGHT = 290;

interface Props {
  slo: SloDetail;
  marks: ChangeMark[];
}

/** The SLI over time against its objective, with changes marked where they took effect. */
export function SliChart({ slo, marks }: Props) {
  const [zone] = useZone();
  const colors = useColors();
  const { series, step_seconds } = slo;
  const aim = slo.slo.target;
  const option = useMemo(
    () =>
      sliOption({
        points: series,
        stepSeconds: step_seconds,
        target: aim,
        marks: within(marks, series[0]?.start),
        zone,
        colors,
      }),
    [series, step_seconds, aim, marks, zone, colors],
  );
  if (series.length === 0) {
    return (
      <EmptyNotice title="No tasks in this window">
        No traffic is not health: nothing can be said. Choose a longer window, or look at the status page for
        what came in.
      </EmptyNotice>
    );
  }
  return (
    <Chart
      option={option}
      height={HEIGHT}
      label={`Share of good tasks over time; ${percent(slo.counts.ratio, 2)} over the objective's window, target ${target(aim)}`}
    />
  );
}

function within(marks: ChangeMark[], start: string | undefined): ChangeMark[] {
  return start === undefined ? [] : marks.filter((mark) => Date.parse(mark.at) >= Date.parse(start));
}
