import type { EChartsCoreOption } from "echarts/core";
import { clockMinutes, day, fullTime } from "@/lib/time/clock";
import type { Zone } from "@/lib/time/zone";
import { type Dot, type Line, standsAlone } from "./lines";

interface Input {
  lines: readonly Line[];
  zone: Zone;
  colors: Record<"dim" | "faint" | "line" | "surface" | "text", string>;
  colorOf: (place: number) => string;
  /** A value with its unit. */
  text: (value: number) => string;
  axisText: (value: number) => string;
  /** Between two marks of the value axis; left out, the chart chooses. */
  axisInterval?: number;
  /** Of the time axis, in milliseconds since the epoch: also where nothing came. */
  from: number;
  until: number;
}

const DAY_MS = 86_400_000;
const LISTED = 12;

/** Lines over time. */
export function linesOption(input: Input): EChartsCoreOption {
  const { lines, zone, colors, colorOf, text, axisText, axisInterval, from, until } = input;
  const overDays = until - from > 2 * DAY_MS;
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { lineStyle: { color: colors.faint } },
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.text, fontSize: 12 },
      renderMode: "richText", // an HTML tooltip needs inline styles, which the page's policy forbids
      confine: true,
      formatter: (hovered: unknown) => describe(hovered, zone, text),
    },
    xAxis: {
      type: "time",
      min: from,
      max: until,
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        color: colors.dim,
        hideOverlap: true,
        formatter: (at: number) => (overDays ? day(new Date(at), zone) : clockMinutes(new Date(at), zone)),
      },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      interval: axisInterval,
      max: axisInterval && (({ max }: { max: number }) => Math.ceil(max / axisInterval) * axisInterval),
      splitLine: { lineStyle: { color: colors.line } },
      axisLabel: { color: colors.dim, formatter: axisText },
    },
    series: lines.map(({ label, dots }, place) => ({
      name: label,
      type: "line",
      data: dots,
      showSymbol: true,
      // A line is drawn between values; one that stands alone is a dot.
      symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
        standsAlone(dots, dataIndex) ? 5 : 0,
      lineStyle: { width: 1.6, color: colorOf(place) },
      itemStyle: { color: colorOf(place) },
    })),
  };
}

interface Hovered {
  seriesName: string;
  value: Dot;
}

function describe(hovered: unknown, zone: Zone, text: (value: number) => string): string {
  const shown = (Array.isArray(hovered) ? (hovered as Hovered[]) : []).flatMap(({ seriesName, value }) =>
    value[1] === null ? [] : [{ seriesName, at: value[0], value: value[1] }],
  );
  const [first] = shown;
  if (first === undefined) return "";
  const sorted = shown.sort((a, b) => b.value - a.value);
  const more = sorted.length - LISTED;
  return [
    fullTime(new Date(first.at), zone),
    ...sorted.slice(0, LISTED).map(({ seriesName, value }) => `${text(value)}  ${seriesName}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("\n");
}
