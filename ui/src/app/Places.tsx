import { NavLink } from "react-router";
import { useIncidents } from "@/features/incident/queries";
import { isBurning } from "@/features/incident/tones";
import { PLACES } from "./places";
import classes from "./Shell.module.css";

const ICON = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

export function Places() {
  const burning = useIncidents().data?.filter(isBurning).length ?? 0;
  return (
    <nav className={classes.places} aria-label="Main">
      {PLACES.map(({ to, label, icon: Icon }) => (
        <NavLink key={to} to={to} end={to === "/"} className={classes.place}>
          <Icon {...ICON} />
          {label}
          {to === "/incidents" && burning > 0 && (
            <span className={classes.count} title={`${burning} burning`}>
              {burning}
            </span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}
