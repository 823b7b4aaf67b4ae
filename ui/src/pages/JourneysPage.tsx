import { SegmentedControl } from "@mantine/core";
import { useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { JourneyTable } from "@/features/ingest/JourneyTable";
import { NoTelemetry } from "@/features/ingest/NoTelemetry";
import { useJourneys } from "@/features/ingest/queries";
import { NoSlos } from "@/features/slo/NoSlos";
import { useSlos } from "@/features/slo/queries";
import { SloTable } from "@/features/slo/SloTable";
import classes from "./Page.module.css";
import { JOURNEY_WINDOWS, useWindow } from "./windows";

/** All journeys with their numbers, and all objectives. */
export function JourneysPage() {
  const slos = useSlos();
  const [, setUrl] = useSearchParams();
  const window = useWindow(JOURNEY_WINDOWS, "1h");
  const journeys = useJourneys(window.name);
  return (
    <>
      <PageHeader title="Journeys & SLOs" />
      <div className={classes.stack}>
        <Panel title="Objectives" note="worst first; j and k move, Enter opens">
          <Loaded query={slos}>
            {(items) => (items.length > 0 ? <SloTable statuses={items} keys /> : <NoSlos />)}
          </Loaded>
        </Panel>
        <Panel
          title="Journeys"
          note="busiest first"
          aside={
            <SegmentedControl
              size="xs"
              aria-label="Window"
              data={JOURNEY_WINDOWS.map(({ name }) => name)}
              value={window.name}
              onChange={(name) => setUrl({ window: name }, { replace: true })}
            />
          }
        >
          <Loaded query={journeys}>
            {(items) =>
              items.length > 0 ? (
                <JourneyTable journeys={items} windowSeconds={window.seconds} />
              ) : (
                <NoTelemetry title={`No tasks in the last ${window.name}`} />
              )
            }
          </Loaded>
        </Panel>
      </div>
    </>
  );
}
