import { Link } from "react-router";
import classes from "./KillSwitchBanner.module.css";
import { useKillSwitch } from "./queries";

/** On every page while the switch is engaged, so that nobody waits for an action that cannot start. */
export function KillSwitchBanner() {
  if (!useKillSwitch().data?.engaged) return null;
  return (
    <div className={classes.banner} role="status">
      <strong>The kill switch is engaged.</strong> No action starts until it is released on the{" "}
      <Link to="/status">status page</Link>.
    </div>
  );
}
