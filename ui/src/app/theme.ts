import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const indigo: MantineColorsTuple = [
  "#eef1ff",
  "#dde2fb",
  "#b9c2f3",
  "#93a0ec",
  "#7383e5",
  "#5d6fe0",
  "#4a5dd6",
  "#3b4cca",
  "#3342b3",
  "#26339a",
];

/** The library's dark scale, from text to ground, in the tone of theme.css. */
const dark: MantineColorsTuple = [
  "#d3d9e2",
  "#b3bcc9",
  "#8b95a4",
  "#5d6775",
  "#39414e",
  "#2a313c",
  "#1b2029",
  "#14181f",
  "#0f1319",
  "#0d1015",
];

const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

export const theme = createTheme({
  colors: { dark, indigo },
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 5 },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
});

const COLORS = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--dim)",
  "--mantine-color-placeholder": "var(--faint)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-error": "var(--bad)",
};

/** The library's colours are ours: theme.css holds them once per scheme. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: COLORS, dark: COLORS });
