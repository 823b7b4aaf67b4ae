import { Loaded } from "@/components/Loaded";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { AccountFacts } from "@/features/ingest/AccountFacts";
import { LossPanels } from "@/features/ingest/LossPanels";
import { useAccounting, useServerStatus } from "@/features/ingest/queries";
import { ServerFacts } from "@/features/ingest/ServerFacts";
import { KillSwitch } from "@/features/respond/KillSwitch";
import classes from "./Page.module.css";

/** Where are my traces? What came in, what became of it, and whether the server is well. */
export function StatusPage() {
  const accounting = useAccounting();
  const status = useServerStatus();
  return (
    <>
      <PageHeader title="Where are my traces?" />
      <div className={classes.stack}>
        <Panel title="Ingestion" note="since the server started" padded>
          <Loaded query={accounting}>{(account) => <AccountFacts account={account} />}</Loaded>
        </Panel>
        <div className={classes.columns}>
          <div className={classes.stack}>{accounting.data && <LossPanels account={accounting.data} />}</div>
          <div className={classes.stack}>
            <Panel title="Server" padded>
              <Loaded query={status}>{(server) => <ServerFacts server={server} />}</Loaded>
            </Panel>
            <KillSwitch />
          </div>
        </div>
      </div>
    </>
  );
}
