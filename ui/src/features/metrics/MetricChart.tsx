import { useMemo } from "react";
import { Chart } from "@/components/Chart";
import { EmptyNotice } from "@/components/Notice";
import { Rows } from "@/components/Rows";
import { Swatch } from "@/components/Swatch";
import { useColors } from "@/components/useColors";
import { useSeriesColors } from "@/components/useSeriesColors";
import type { MetricDetail } from "@/lib/api/types";
import { words } from "@/lib/format";
import { useZone } from "@/lib/time/zone";
import { linesOption } from "./chart-option";
import { largestOf, linesOf } from "./lines";
import { axisInterval, axisText, valueText } from "./units";

export const METRIC_CHART_HEIGHT = 280;

interface Props {
  detail: MetricDetail;
  /** Length of the window, and its end in milliseconds since the epoch. */
  seconds: number;
  until: number;
}

/** One metric over time, a line for each group; the table below is the legend. */
export function MetricChart({ detail, seconds, until }: Props) {
  const [zone] = useZone();
  const colors = useColors();
  const { of } = useSeriesColors();
  const { metric, statistic } = detail;
  const lines = useMemo(() => linesOf(detail), [detail]);
  const largest = useMemo(() => largestOf(lines), [lines]);
  const option = useMemo(
    () =>
      linesOption({
        lines,
        zone,
        colors,
        colorOf: of,
        text: (value) => valueText(metric, statistic, value),
        axisText: (value) => axisText(metric, statistic, value),
        axisInterval: axisInterval(metric, statistic, largest),
        from: until - seconds * 1000,
        until,
      }),
    [lines, largest, zone, colors, of, metric, statistic, seconds, until],
  );
  if (lines.length === 0) {
    return (
      <EmptyNotice title="No value in this window">
        A rate or an increase needs two points of a stream. Choose a longer window or another statistic.
      </EmptyNotice>
    );
  }
  return (
    <>
      <Chart
        option={option}
        height={METRIC_CHART_HEIGHT}
        label={`${words(statistic)} of ${metric.name} over time`}
      />
      <Rows columns={[{ label: "Group" }, { label: "Last value", number: true }]} label="Groups">
        {lines.map(({ label, last }, place) => (
          <tr key={label}>
            <td>
              <Swatch color={of(place)} />
              {label}
            </td>
            <td data-number>{valueText(metric, statistic, last)}</td>
          </tr>
        ))}
      </Rows>
    </>
  );
}
