import { useParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { HypothesisList } from "@/features/diagnose/HypothesisList";
import { AlertTable } from "@/features/incident/AlertTable";
import { BlastRadiusBreakdown } from "@/features/incident/BlastRadiusBreakdown";
import { ExampleFailures } from "@/features/incident/ExampleFailures";
import { IncidentFacts } from "@/features/incident/IncidentFacts";
import { IncidentSteps } from "@/features/incident/IncidentSteps";
import { IncidentTags } from "@/features/incident/IncidentTags";
import { useIncident } from "@/features/incident/queries";
import { Timeline } from "@/features/incident/Timeline";
import { ActionCard } from "@/features/respond/ActionCard";
import { Postmortem } from "@/features/review/Postmortem";
import type { Incident } from "@/lib/api/types";
import { useHashTarget } from "@/lib/useHashTarget";
import { IncidentChart } from "./IncidentChart";
import classes from "./Page.module.css";

/** One incident, in the order a responder asks: how bad, what can I do, why, what happened. */
export function IncidentPage() {
  const { id = "" } = useParams();
  const incident = useIncident(id);
  return (
    <>
      <PageHeader
        title={incident.data?.title ?? "Incident"}
        parent={{ label: "Incidents", to: "/incidents" }}
        tags={incident.data && <IncidentTags incident={incident.data} />}
        aside={incident.data && <IncidentSteps incident={incident.data} />}
      />
      <Loaded query={incident} rows={8}>
        {(loaded) => <Story incident={loaded} />}
      </Loaded>
    </>
  );
}

function Story({ incident }: { incident: Incident }) {
  useHashTarget(); // timeline entries link to the action they speak of
  return (
    <div className={classes.stack}>
      <section className={classes.band} aria-label="In numbers">
        <IncidentFacts incident={incident} />
      </section>
      <div className={classes.columns}>
        <div className={classes.stack}>
          {incident.actions.toReversed().map((action) => (
            <ActionCard key={action.id} action={action} />
          ))}
          <Panel title="Likely causes" note="confidence adds up to 100%">
            <HypothesisList hypotheses={incident.hypotheses} />
          </Panel>
          <IncidentChart incident={incident} />
          <Panel title="Alerts">
            <AlertTable alerts={incident.alerts} />
          </Panel>
        </div>
        <div className={classes.stack}>
          <Panel title="Timeline" padded>
            <Timeline entries={incident.timeline} />
          </Panel>
          <Reach incident={incident} />
        </div>
      </div>
      <Postmortem incident={incident} />
    </div>
  );
}

function Reach({ incident }: { incident: Incident }) {
  const hit = incident.blast_radius;
  if (hit === null) return null;
  return (
    <>
      <Panel title="Failing traces" note="newest first" padded>
        <ExampleFailures traceIds={hit.example_failures} />
      </Panel>
      <Panel title="What failing tasks carried" note="tasks" padded>
        <BlastRadiusBreakdown hit={hit} />
      </Panel>
    </>
  );
}
