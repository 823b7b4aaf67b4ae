import type { EChartsCoreOption } from "echarts/core";
import { clockMinutes, day, fullTime } from "@/lib/time/clock";
import type { Zone } from "@/lib/time/zone";
import type { Layers } from "./layers";
import type { Measure } from "./measures";

interface Input {
  layers: Layers;
  measure: Measure;
  zone: Zone;
  colors: Record<"dim" | "faint" | "line" | "surface" | "text", string>;
  /** Of the layers, in their order. */
  palette: readonly string[];
}

const DAY_MS = 86_400_000;

/** Bars stacked step by step; the rest lies on top, in grey. */
export function stackOption(input: Input): EChartsCoreOption {
  const { layers, measure, colors, palette } = input;
  return {
    animation: false,
    grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: colors.faint, opacity: 0.12 } },
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.text, fontSize: 12 },
      renderMode: "richText", // an HTML tooltip needs inline styles, which the page's policy forbids
      confine: true,
      formatter: (hovered: unknown) => describe(hovered, input),
    },
    xAxis: {
      type: "category",
      data: layers.starts.map((at) => stepName(at, input)),
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
      axisLabel: { color: colors.dim, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      splitLine: { lineStyle: { color: colors.line } },
      axisLabel: { color: colors.dim, formatter: (value: number) => axisText(value, measure) },
    },
    series: layers.layers.map((layer, place) => ({
      name: layer.label,
      type: "bar",
      stack: "all",
      data: layer.amounts,
      itemStyle: { color: palette[place] },
      barCategoryGap: layers.starts.length > 40 ? "12%" : "22%",
    })),
  };
}

function axisText(value: number, measure: Measure): string {
  if (measure.name === "cost") return `$${Number(value.toPrecision(6)).toLocaleString("en")}`;
  return new Intl.NumberFormat("en", { notation: "compact" }).format(value);
}

function stepName(at: number, { layers, zone }: Input): string {
  const [first = at, second = first] = layers.starts;
  const date = new Date(at);
  if (second - first >= DAY_MS) return day(date, zone);
  const overDays = (layers.starts.at(-1) ?? first) - first > DAY_MS;
  return overDays ? `${day(date, zone)} ${clockMinutes(date, zone)}` : clockMinutes(date, zone);
}

interface Hovered {
  dataIndex: number;
}

/** The step, its sum, and what it is made of, largest first. */
function describe(hovered: unknown, { layers, measure, zone }: Input): string {
  const place = Array.isArray(hovered) ? (hovered as Hovered[])[0]?.dataIndex : undefined;
  const at = place === undefined ? undefined : layers.starts[place];
  if (place === undefined || at === undefined) return "";
  const parts = layers.layers
    .map(({ label, amounts }) => ({ label, amount: amounts[place] ?? 0 }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount);
  const sum = parts.reduce((total, { amount }) => total + amount, 0);
  return [
    `from ${fullTime(new Date(at), zone)}`,
    `${measure.text(sum)} in all`,
    ...parts.map(({ label, amount }) => `${measure.text(amount)}  ${label}`),
  ].join("\n");
}
