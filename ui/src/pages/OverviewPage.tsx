import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "react-router";
import { Loaded } from "@/components/Loaded";
import { Panel } from "@/components/Panel";
import { OpenIncidents } from "@/features/incident/OpenIncidents";
import { useIncidents } from "@/features/incident/queries";
import { isBurning } from "@/features/incident/tones";
import { JourneyTable } from "@/features/ingest/JourneyTable";
import { NoTelemetry } from "@/features/ingest/NoTelemetry";
import { useJourneys } from "@/features/ingest/queries";
import { NoChanges } from "@/features/release/NoChanges";
import { useChanges } from "@/features/release/queries";
import { RecentChanges } from "@/features/release/RecentChanges";
import { NoSlos } from "@/features/slo/NoSlos";
import { useSlos } from "@/features/slo/queries";
import { SloTable } from "@/features/slo/SloTable";
import classes from "./Page.module.css";

const HOUR_SECONDS = 3600;
const RECENT = 7;

/** What burns, what is promised, who is served, what changed: one screen, worst first. */
export function OverviewPage() {
  const incidents = useIncidents();
  const slos = useSlos();
  const journeys = useJourneys("1h");
  const changes = useChanges(RECENT);
  const burning = incidents.data?.filter(isBurning).length ?? 0;
  useDocumentTitle(burning > 0 ? `(${burning}) Burning · Tocsin` : "Overview · Tocsin");
  return (
    <div className={classes.stack}>
      <h1 className="visually-hidden">Overview</h1>
      <Loaded query={incidents} rows={2}>
        {(items) => <OpenIncidents incidents={items} stale={incidents.isError} />}
      </Loaded>
      <Panel title="Objectives" note="worst first" aside={<Link to="/slos">All journeys and SLOs</Link>}>
        <Loaded query={slos}>
          {(items) => (items.length > 0 ? <SloTable statuses={items} /> : <NoSlos />)}
        </Loaded>
      </Panel>
      <div className={classes.columns}>
        <Panel title="Journeys" note="last hour" aside={<Link to="/traces">All traces</Link>}>
          <Loaded query={journeys}>
            {(items) =>
              items.length > 0 ? (
                <JourneyTable journeys={items} windowSeconds={HOUR_SECONDS} />
              ) : (
                <NoTelemetry title="No tasks in the last hour" />
              )
            }
          </Loaded>
        </Panel>
        <Panel title="Recent changes" aside={<Link to="/changes">All changes</Link>}>
          <Loaded query={changes}>
            {(items) =>
              items.length > 0 ? <RecentChanges changes={items.slice(0, RECENT)} /> : <NoChanges />
            }
          </Loaded>
        </Panel>
      </div>
    </div>
  );
}
