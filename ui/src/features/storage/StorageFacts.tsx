import { Fact, Facts } from "@/components/Facts";
import { Tag } from "@/components/Tag";
import type { Storage } from "@/lib/api/types";
import { bytes, percent } from "@/lib/format";
import { outlook, used } from "./outlook";

/** The disk in one row. */
export function StorageFacts({ storage }: { storage: Storage }) {
  const { disk, tables, net_bytes_per_day } = storage;
  const { text, tone } = outlook(storage);
  const stored = tables.reduce((sum, table) => sum + table.bytes_on_disk, 0);
  const brought = tables.reduce((sum, table) => sum + table.bytes_per_day, 0);
  return (
    <Facts>
      <Fact name="Disk lasts" sub="at the rate of the last 24 hours">
        <Tag tone={tone}>{text}</Tag>
      </Fact>
      <Fact name="Stored" sub={`${tables.length} tables`}>
        {bytes(stored)}
      </Fact>
      <Fact name="Last 24 hours" sub={net(net_bytes_per_day)}>
        {bytes(brought)}
      </Fact>
      <Fact name="Free" sub={`of ${bytes(disk.total)}, ${percent(used(disk))} used by everything on it`}>
        {bytes(disk.free)}
      </Fact>
      <Fact name="Reserve" sub="below it, nothing is taken in">
        {bytes(disk.reserve)}
      </Fact>
    </Facts>
  );
}

function net(bytesPerDay: number): string {
  if (bytesPerDay <= 0) return "no growth after what expires";
  return `${bytes(bytesPerDay)} a day stay after what expires`;
}
