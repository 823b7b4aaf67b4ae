import { useCallback } from "react";
import { useSeriesColors } from "@/components/useSeriesColors";
import type { Layers } from "./layers";

/** The colour of a value in chart and table; values beyond the largest share the grey of the rest. */
export function useColorOf(layers: Layers | undefined): (value: string | null) => string {
  const colors = useSeriesColors();
  return useCallback(
    (value) => {
      const place = value === null ? -1 : (layers?.layers.findIndex((layer) => layer.value === value) ?? -1);
      return place < 0 ? colors.rest : colors.of(place);
    },
    [layers, colors],
  );
}
