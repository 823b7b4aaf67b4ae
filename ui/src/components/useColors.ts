import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";

const NAMES = ["text", "dim", "faint", "line", "surface", "accent", "bad", "warn", "good"] as const;
type Colors = Record<(typeof NAMES)[number], string>;

/** The theme's colours as values, for canvases, which cannot read custom properties. */
export function useColors(): Colors {
  const scheme = useComputedColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme decides what the computed style holds
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`)])) as Colors;
  }, [scheme]);
}
