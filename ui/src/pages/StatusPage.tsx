import { Loaded } from "@/components/Loaded";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { AccountFacts } from "@/features/ingest/AccountFacts";
import { Marked, Refusals, Unmapped, Unpriced } from "@/features/ingest/LossPanels";
import { NoTelemetry } from "@/features/ingest/NoTelemetry";
import { useAccounting, useIntake, useServerStatus } from "@/features/ingest/queries";
import { ServerFacts } from "@/features/ingest/ServerFacts";
import { SourceTable } from "@/features/ingest/SourceTable";
import { TraceFinder } from "@/features/ingest/TraceFinder";
import { KillSwitch } from "@/features/respond/KillSwitch";
import classes from "./Page.module.css";

const WINDOW = "1h";

/** Where are my traces? What came in from whom, what became of it, and whether the server is well. */
export function StatusPage() {
  const accounting = useAccounting();
  const intake = useIntake(WINDOW);
  const status = useServerStatus();
  return (
    <>
      <PageHeader title="Where are my traces?" />
      <div className={classes.stack}>
        <TraceFinder />
        <Panel title="Sources" note="stored within the last hour; the rest since the server started">
          <Loaded query={intake}>
            {(answer) =>
              answer.sources.length === 0 ? (
                <NoTelemetry title="Nothing has been received" />
              ) : (
                <SourceTable intake={answer} />
              )
            }
          </Loaded>
        </Panel>
        <div className={classes.columns}>
          <div className={classes.stack}>
            {intake.data && <Refusals intake={intake.data} />}
            {intake.data && <Unmapped intake={intake.data} />}
          </div>
          <div className={classes.stack}>
            <Panel title="In all" note="since the server started" padded>
              <Loaded query={accounting}>{(account) => <AccountFacts account={account} />}</Loaded>
            </Panel>
            {intake.data && <Unpriced models={intake.data.unpriced_models} />}
            {accounting.data && <Marked account={accounting.data} />}
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
