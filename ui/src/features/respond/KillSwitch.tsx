import { Button, Group, TextInput } from "@mantine/core";
import { Loaded } from "@/components/Loaded";
import { Panel } from "@/components/Panel";
import { Tag } from "@/components/Tag";
import { useSignature } from "@/lib/identity";
import { useKillSwitch, useSetKillSwitch } from "./queries";

/** The one switch that stops every action. */
export function KillSwitch() {
  const state = useKillSwitch();
  return (
    <Panel title="Kill switch" padded>
      <Loaded query={state} rows={2}>
        {({ engaged }) => <Switch engaged={engaged} />}
      </Loaded>
    </Panel>
  );
}

function Switch({ engaged }: { engaged: boolean }) {
  const [by, setBy] = useSignature();
  const set = useSetKillSwitch();
  return (
    <>
      <Group gap={8} mb={10}>
        <Tag tone={engaged ? "bad" : "good"}>{engaged ? "engaged" : "released"}</Tag>
        <span>
          {engaged
            ? "No action starts, whoever approves it."
            : "Approved actions may run within their bounds."}
        </span>
      </Group>
      <Group align="flex-end" gap={10}>
        <TextInput
          label="Your name"
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
          w={170}
        />
        <Button
          color={engaged ? undefined : "red.8"}
          variant={engaged ? "default" : "filled"}
          loading={set.isPending}
          disabled={by.trim() === ""}
          onClick={() => set.mutate({ engaged: !engaged, by: by.trim() })}
        >
          {engaged ? "Release" : "Stop all actions"}
        </Button>
      </Group>
    </>
  );
}
