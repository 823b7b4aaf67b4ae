import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";

const COUNT = 8;

/** Colours that the eye tells apart, for the parts of one chart; and the grey of what is left over. */
export function useSeriesColors(): { of: (place: number) => string; rest: string } {
  const scheme = useComputedColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme decides what the computed style holds
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const named = (name: string) => style.getPropertyValue(name);
    const colors = Array.from({ length: COUNT }, (_, place) => named(`--series-${place + 1}`));
    return { of: (place) => colors[place % COUNT] ?? "", rest: named("--series-rest") };
  }, [scheme]);
}
