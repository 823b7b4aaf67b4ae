import { Select, Tabs } from "@mantine/core";
import { useSearchParams } from "react-router";
import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { AXES, axisIn } from "@/features/release/axes";
import { ChangeTable } from "@/features/release/ChangeTable";
import { NoChanges } from "@/features/release/NoChanges";
import { useChanges, useReleases } from "@/features/release/queries";
import { ReleaseTable } from "@/features/release/ReleaseTable";
import type { Axis } from "@/lib/api/types";
import { FILTER_FIELD } from "@/lib/keyboard";

const LIMIT = 200;

/** What changed, and the releases it changed between. */
export function ChangesPage() {
  const [url, setUrl] = useSearchParams();
  const axis = axisIn(url.get("axis"));
  const view = url.get("view") === "releases" ? "releases" : "changes";
  const show = (next: { view?: string | null; axis?: string | null }) => {
    const merged = { view, axis: axis ?? null, ...next };
    setUrl(Object.fromEntries(Object.entries(merged).filter((pair): pair is [string, string] => !!pair[1])), {
      replace: true,
    });
  };
  return (
    <>
      <PageHeader
        title="Changes & releases"
        aside={
          <Select
            {...{ [FILTER_FIELD]: true }}
            aria-label="Axis"
            placeholder="Every axis"
            data={[...AXES]}
            value={axis ?? null}
            onChange={(value) => show({ axis: value })}
            clearable
            size="xs"
            w={140}
          />
        }
      />
      <Tabs value={view} onChange={(value) => show({ view: value })} keepMounted={false}>
        <Tabs.List mb={14}>
          <Tabs.Tab value="changes">Changes</Tabs.Tab>
          <Tabs.Tab value="releases">Releases</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="changes">
          <Changes axis={axis} />
        </Tabs.Panel>
        <Tabs.Panel value="releases">
          <Releases axis={axis} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Changes({ axis }: { axis?: Axis }) {
  const changes = useChanges(LIMIT, axis);
  return (
    <Panel title="Changes" note="what went live, newest first">
      <Loaded query={changes} rows={6}>
        {(items) => (items.length > 0 ? <ChangeTable changes={items} /> : <NoChanges />)}
      </Loaded>
    </Panel>
  );
}

function Releases({ axis }: { axis?: Axis }) {
  const releases = useReleases(axis);
  return (
    <Panel title="Releases" note="immutable versions in the registry, newest first">
      <Loaded query={releases} rows={6}>
        {(items) =>
          items.length > 0 ? (
            <ReleaseTable releases={items} />
          ) : (
            <EmptyNotice title="The registry is empty">
              Publish a prompt version with a <code>kind: Release</code> document and{" "}
              <code>tocsin apply</code>. What is published here can be rolled back from here.
            </EmptyNotice>
          )
        }
      </Loaded>
    </Panel>
  );
}
