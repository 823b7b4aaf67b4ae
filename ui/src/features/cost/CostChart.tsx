import { useMemo } from "react";
import { Chart } from "@/components/Chart";
import { EmptyNotice } from "@/components/Notice";
import { useColors } from "@/components/useColors";
import { useZone } from "@/lib/time/zone";
import { stackOption } from "./chart-option";
import type { Layers } from "./layers";
import type { Measure } from "./measures";

export const CHART_HEIGHT = 250;

interface Props {
  layers: Layers;
  measure: Measure;
  colorOf: (value: string | null) => string;
}

/** The measure over time, stacked by value; the table below is its legend. */
export function CostChart({ layers, measure, colorOf }: Props) {
  const [zone] = useZone();
  const colors = useColors();
  const option = useMemo(
    () =>
      stackOption({
        layers,
        measure,
        zone,
        colors,
        palette: layers.layers.map(({ value }) => colorOf(value)),
      }),
    [layers, measure, zone, colors, colorOf],
  );
  if (layers.layers.length === 0) return <EmptyNotice title="Nothing to draw" />;
  return (
    <Chart
      option={option}
      height={CHART_HEIGHT}
      label={`${measure.label} over time, stacked by ${layers.layers.map(({ label }) => label).join(", ")}`}
    />
  );
}
