import { Loaded } from "@/components/Loaded";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { useStorage } from "@/features/storage/queries";
import { StorageFacts } from "@/features/storage/StorageFacts";
import { TableSizes } from "@/features/storage/TableSizes";
import classes from "./Page.module.css";

/** What telemetry takes up, how long it is kept, and when the disk will be full. */
export function StoragePage() {
  const storage = useStorage();
  return (
    <>
      <PageHeader title="Storage" />
      <div className={classes.stack}>
        <section className={classes.band} aria-label="Disk" style={{ minHeight: 80 }}>
          {storage.data && <StorageFacts storage={storage.data} />}
        </section>
        <Panel title="Tables" note="largest first">
          <Loaded query={storage} rows={8}>
            {({ tables }) => <TableSizes tables={tables} />}
          </Loaded>
        </Panel>
      </div>
    </>
  );
}
