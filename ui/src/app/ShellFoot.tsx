import {
  ActionIcon,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { IconKeyboard, IconMoon, IconSun } from "@tabler/icons-react";
import { Freshness } from "@/features/ingest/Freshness";
import { useZone, zoneName } from "@/lib/time/zone";
import classes from "./Shell.module.css";

const ICON = { size: 16, stroke: 1.7, "aria-hidden": true } as const;

/** How old the data is, and how this browser shows it. */
export function ShellFoot({ onHelp }: { onHelp: () => void }) {
  return (
    <div className={classes.foot}>
      <Freshness />
      <div className={classes.settings}>
        <SchemeToggle />
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon variant="subtle" color="gray" onClick={onHelp} aria-label="Keyboard shortcuts">
            <IconKeyboard {...ICON} />
          </ActionIcon>
        </Tooltip>
        <ZoneToggle />
      </div>
    </div>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme() === "dark" ? "light" : "dark";
  return (
    <Tooltip label={`Use ${other} colours`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={() => setColorScheme(other)}
        aria-label={`Use ${other} colours`}
      >
        {other === "light" ? <IconSun {...ICON} /> : <IconMoon {...ICON} />}
      </ActionIcon>
    </Tooltip>
  );
}

function ZoneToggle() {
  const [zone, setZone] = useZone();
  const other = zone === "utc" ? "local" : "utc";
  return (
    <Tooltip label={`Show times in ${zoneName(other, new Date())}${other === "local" ? " (local)" : ""}`}>
      <UnstyledButton px={6} fz={12} c="dimmed" onClick={() => setZone(other)}>
        times in {zoneName(zone, new Date())}
      </UnstyledButton>
    </Tooltip>
  );
}
