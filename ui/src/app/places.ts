import {
  IconBell,
  IconChartLine,
  IconCoins,
  IconDatabase,
  IconGauge,
  IconGitCommit,
  IconHome,
  IconListTree,
  IconStethoscope,
} from "@tabler/icons-react";

/** Where one can go, in the order of the navigation; `key` follows "g". */
export const PLACES = [
  { to: "/", label: "Overview", key: "o", icon: IconHome },
  { to: "/incidents", label: "Incidents", key: "i", icon: IconBell },
  { to: "/slos", label: "Journeys & SLOs", key: "s", icon: IconGauge },
  { to: "/traces", label: "Traces", key: "t", icon: IconListTree },
  { to: "/costs", label: "Costs", key: "p", icon: IconCoins },
  { to: "/telemetry/metrics", label: "Metrics", key: "m", icon: IconChartLine },
  { to: "/changes", label: "Changes", key: "c", icon: IconGitCommit },
  { to: "/status", label: "Intake", key: "h", icon: IconStethoscope },
  { to: "/storage", label: "Storage", key: "d", icon: IconDatabase },
] as const;
