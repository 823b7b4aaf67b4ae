import { SegmentedControl } from "@mantine/core";
import { useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { IncidentTable } from "@/features/incident/IncidentTable";
import { useIncidents } from "@/features/incident/queries";

const SHOWN = ["all", "open", "resolved"] as const;

/** All incidents, newest first. */
export function IncidentsPage() {
  const incidents = useIncidents();
  const [url, setUrl] = useSearchParams();
  const shown = SHOWN.find((one) => one === url.get("state")) ?? "all";
  return (
    <>
      <PageHeader
        title="Incidents"
        aside={
          <SegmentedControl
            size="xs"
            aria-label="State"
            data={[...SHOWN]}
            value={shown}
            onChange={(state) => setUrl(state === "all" ? {} : { state }, { replace: true })}
          />
        }
      />
      <Panel title="Incidents" note="newest first; j and k move, Enter opens">
        <Loaded query={incidents}>
          {(all) => {
            const items = all.filter(
              ({ state }) => shown === "all" || (state === "resolved") === (shown === "resolved"),
            );
            return items.length > 0 ? (
              <IncidentTable incidents={items} />
            ) : (
              <NoIncidents some={all.length > 0} />
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

function NoIncidents({ some }: { some: boolean }) {
  if (some) return <EmptyNotice title="None in this state" />;
  return (
    <EmptyNotice title="No incidents so far">
      One opens when an objective's error budget burns too fast. To see what past traffic would have caused,
      run <code>tocsin replay --from 24h</code>.
    </EmptyNotice>
  );
}
