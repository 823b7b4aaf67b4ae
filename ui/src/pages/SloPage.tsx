import { SegmentedControl } from "@mantine/core";
import { useMemo } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { Tag } from "@/components/Tag";
import { useChanges } from "@/features/release/queries";
import { BurnTable } from "@/features/slo/BurnTable";
import { health } from "@/features/slo/health";
import { useSlo } from "@/features/slo/queries";
import { SliChart } from "@/features/slo/SliChart";
import { SloFacts } from "@/features/slo/SloFacts";
import type { SloDetail } from "@/lib/api/types";
import { marksFor } from "./change-marks";
import classes from "./Page.module.css";
import { SERIES_WINDOWS, useWindow } from "./windows";

const CHANGES = 100;

/** One objective: where it stands, how it got there, what its alert rules say. */
export function SloPage() {
  const { name = "" } = useParams();
  const window = useWindow(SERIES_WINDOWS, "6h");
  const slo = useSlo(name, window.name);
  return (
    <>
      <PageHeader
        title={name}
        parent={{ label: "Journeys & SLOs", to: "/slos" }}
        tags={slo.data && <HealthTag slo={slo.data} />}
      />
      <Loaded query={slo} rows={8}>
        {(loaded) => <Slo slo={loaded} window={window.name} />}
      </Loaded>
    </>
  );
}

function HealthTag({ slo }: { slo: SloDetail }) {
  const { tone, label } = health(slo);
  return <Tag tone={tone}>{label}</Tag>;
}

function Slo({ slo, window }: { slo: SloDetail; window: string }) {
  const [, setUrl] = useSearchParams();
  const changes = useChanges(CHANGES).data;
  const marks = useMemo(() => marksFor(changes ?? [], slo.slo.journey), [changes, slo.slo.journey]);
  const failing = slo.slo.journey && `/traces?journey=${encodeURIComponent(slo.slo.journey)}&outcome=failure`;
  return (
    <div className={classes.stack}>
      {slo.slo.description && <p className={classes.hint}>{slo.slo.description}</p>}
      <section className={classes.band} aria-label="Now">
        <SloFacts slo={slo} />
      </section>
      <Panel
        title="Good tasks over time"
        note="share per step, and how many tasks it rests on"
        padded
        aside={
          <SegmentedControl
            size="xs"
            aria-label="Window"
            data={SERIES_WINDOWS.map(({ name }) => name)}
            value={window}
            onChange={(name) => setUrl({ window: name }, { replace: true })}
          />
        }
      >
        <SliChart slo={slo} marks={marks} />
      </Panel>
      <Panel
        title="Alert windows"
        note="a rule fires when both windows burn faster than its threshold"
        aside={failing && <Link to={failing}>Failing traces</Link>}
      >
        {slo.verdicts.length > 0 ? (
          <BurnTable verdicts={slo.verdicts} />
        ) : (
          <EmptyNotice title="No alert rules">
            A diagnostic objective never alerts; it is evidence in a diagnosis.
          </EmptyNotice>
        )}
      </Panel>
    </div>
  );
}
