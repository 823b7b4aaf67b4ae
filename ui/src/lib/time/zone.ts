/** Which time zone instants are shown in: the reader's own, or UTC as logs and colleagues abroad have it. */

import { useLocalStorage } from "@mantine/hooks";

export type Zone = "local" | "utc";

export function useZone(): [Zone, (zone: Zone) => void] {
  const [zone, setZone] = useLocalStorage<Zone>({ key: "tocsin.zone", defaultValue: "local" });
  return [zone, setZone];
}

/** The zone's name as it stands beside a time, e.g. "UTC" or "CET". */
export function zoneName(zone: Zone, at: Date): string {
  if (zone === "utc") return "UTC";
  const parts = new Intl.DateTimeFormat("en", { timeZoneName: "short" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "local";
}
