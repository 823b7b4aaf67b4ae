import { Button } from "@mantine/core";
import { Instant } from "@/components/Instant";
import { plural } from "@/lib/format";
import classes from "./Onwards.module.css";

interface Props {
  /** Set when a search stopped early: what ended before was not looked at. */
  searchedUntil: string | null;
  found: number;
  loading: boolean;
  onMore: () => void;
}

/** Where the list ends and why, and how to go on. */
export function Onwards({ searchedUntil, found, loading, onMore }: Props) {
  return (
    <div className={classes.onwards}>
      {searchedUntil && (
        <p aria-live="polite">
          Searched back to <Instant at={searchedUntil} as="day" />, with{" "}
          {found === 0 ? "no match" : plural(found, "match", "matches")} so far. What ended before was not
          looked at yet.
        </p>
      )}
      <Button variant="default" size="compact-sm" loading={loading} onClick={onMore}>
        {searchedUntil ? "Search further back" : "Older tasks"}
      </Button>
    </div>
  );
}
