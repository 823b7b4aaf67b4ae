import { CopyButton, Tooltip, UnstyledButton } from "@mantine/core";
import classes from "./CopyId.module.css";

/** An identifier, shortened for the eye and copied whole. */
export function CopyId({ id, shown = 12, what }: { id: string; shown?: number; what: string }) {
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : `Copy ${id}`}>
          <UnstyledButton className={classes.button} onClick={copy} aria-label={`Copy ${what} ${id}`}>
            {id.length > shown ? `${id.slice(0, shown)}…` : id}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
