import { CloseButton } from "@mantine/core";
import classes from "./FilterBar.module.css";

/** One condition, and the way out of it. */
export function Chip({ what, which, onRemove }: { what: string; which: string; onRemove: () => void }) {
  return (
    <li className={classes.chip}>
      <span className={classes.said} title={`${what} ${which}`.trim()}>
        {what && <span className={classes.what}>{what}</span>} {which}
      </span>
      <CloseButton size="xs" aria-label={`Remove filter ${what} ${which}`} onClick={onRemove} />
    </li>
  );
}
