import type { EChartsCoreOption } from "echarts/core";
import type { SliPoint } from "@/lib/api/types";
import { count, percent, target as targetText } from "@/lib/format";
import { clockMinutes, day, fullTime } from "@/lib/time/clock";
import type { Zone } from "@/lib/time/zone";
import { type Dot, floorOf, ratioDots, totalDots } from "./series";

export interface ChangeMark {
  at: string;
  label: string;
}

interface Input {
  points: readonly SliPoint[];
  stepSeconds: number;
  target: number;
  marks: readonly ChangeMark[];
  zone: Zone;
  colors: Record<"accent" | "bad" | "dim" | "faint" | "line" | "surface" | "text" | "warn", string>;
}

const LEFT = 58;
const RIGHT = 16;
const DAY_MS = 86_400_000;

/** The SLI as a line over bars of how many tasks it rests on, with the objective and the changes marked. */
export function sliOption(input: Input): EChartsCoreOption {
  const dots = ratioDots(input.points, input.stepSeconds);
  const { colors } = input;
  return {
    animation: false,
    grid: [
      { left: LEFT, right: RIGHT, top: 30, height: 176 },
      { left: LEFT, right: RIGHT, top: 222, height: 40 },
    ],
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: colors.faint } },
    tooltip: {
      trigger: "axis",
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.text, fontSize: 12 },
      renderMode: "richText", // an HTML tooltip needs inline styles, which the page's policy forbids
      formatter: (hovered: unknown) => describe(hovered, input.zone),
    },
    xAxis: [timeAxis(input, 0, false), timeAxis(input, 1, true)],
    yAxis: [
      {
        ...valueAxis(colors),
        min: floorOf(dots, input.target),
        max: 1,
        axisLabel: { color: colors.dim, formatter: percentLabel },
      },
      {
        ...valueAxis(colors),
        gridIndex: 1,
        splitNumber: 1,
        axisLabel: { color: colors.dim, hideOverlap: true },
      },
    ],
    series: [sliLine(input, dots), shortfall(input, dots), taskBars(input)],
  };
}

function sliLine(input: Input, dots: Dot[]) {
  const { target, marks, colors } = input;
  return {
    name: "good",
    type: "line",
    data: dots,
    showSymbol: false,
    step: "end",
    lineStyle: { width: 1.8, color: colors.accent },
    itemStyle: { color: colors.accent },
    markLine: {
      silent: true,
      symbol: "none",
      label: { fontSize: 11 },
      data: [objective(target, colors), ...marks.map((mark) => changeLine(mark, input))],
    },
  };
}

/** Shades what lies below the objective, and only that. */
function shortfall({ target, colors }: Input, dots: Dot[]) {
  return {
    name: "shortfall",
    type: "line",
    data: dots.map(([at, ratio]): Dot => [at, ratio === null ? null : Math.min(ratio, target)]),
    showSymbol: false,
    silent: true,
    step: "end",
    lineStyle: { width: 0 },
    itemStyle: { color: colors.bad },
    areaStyle: { color: colors.bad, opacity: 0.16, origin: target },
  };
}

function objective(target: number, colors: Input["colors"]) {
  return {
    yAxis: target,
    lineStyle: { color: colors.dim, type: "dashed" },
    label: { position: "insideStartBottom", color: colors.dim, formatter: `target ${targetText(target)}` },
  };
}

function changeLine(mark: ChangeMark, { points, colors }: Input) {
  const at = Date.parse(mark.at);
  const [from, to] = [Date.parse(points[0]?.start ?? mark.at), Date.parse(points.at(-1)?.start ?? mark.at)];
  // Near an edge the label grows inwards, so that it is never cut.
  const align = at > from + (to - from) * 0.85 ? "right" : at < from + (to - from) * 0.15 ? "left" : "center";
  return {
    xAxis: at,
    lineStyle: { color: colors.warn, type: "solid", width: 1 },
    label: { position: "end", align, color: colors.warn, formatter: mark.label },
  };
}

function taskBars({ points, colors }: Input) {
  return {
    name: "tasks",
    type: "bar",
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: totalDots(points),
    itemStyle: { color: colors.faint, opacity: 0.55 },
    barMaxWidth: 8,
  };
}

function timeAxis({ zone, colors, points }: Input, gridIndex: number, labels: boolean) {
  const first = points[0];
  const last = points.at(-1);
  const overDays = first && last && Date.parse(last.start) - Date.parse(first.start) > 2 * DAY_MS;
  const text = (at: number) => (overDays ? day(new Date(at), zone) : clockMinutes(new Date(at), zone));
  return {
    type: "time",
    gridIndex,
    axisLine: { lineStyle: { color: colors.line } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: labels ? { color: colors.dim, formatter: text, hideOverlap: true } : { show: false },
  };
}

function valueAxis(colors: Input["colors"]) {
  return { type: "value", splitNumber: 4, splitLine: { lineStyle: { color: colors.line } } };
}

function percentLabel(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))}%`;
}

interface Hovered {
  seriesName: string;
  value: Dot;
}

function describe(hovered: unknown, zone: Zone): string {
  const series = Array.isArray(hovered) ? (hovered as Hovered[]) : [];
  const at = series[0]?.value[0];
  if (at === undefined) return "";
  const lines = series
    .filter(({ seriesName }) => seriesName !== "shortfall")
    .map(({ seriesName, value: [, value] }) =>
      seriesName === "good" ? `${percent(value, 2)} good` : `${count(value)} tasks`,
    );
  return [fullTime(new Date(at), zone), ...lines].join("\n");
}
