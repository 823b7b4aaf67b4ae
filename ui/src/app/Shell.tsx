import { useHotkeys } from "@mantine/hooks";
import { Suspense, useCallback, useState } from "react";
import { Link, Outlet, useNavigate } from "react-router";
import { LoadingRows } from "@/components/Loading";
import { KillSwitchBanner } from "@/features/respond/KillSwitchBanner";
import { focusFilter, useGoTo } from "@/lib/keyboard";
import bell from "./bell.svg";
import { KeyboardHelp } from "./KeyboardHelp";
import { Places } from "./Places";
import { PLACES } from "./places";
import classes from "./Shell.module.css";
import { ShellFoot } from "./ShellFoot";

/** Navigation, the age of the data, and the page. */
export function Shell() {
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const go = useCallback(
    (key: string) => {
      const place = PLACES.find((one) => one.key === key);
      if (place) navigate(place.to);
    },
    [navigate],
  );
  useGoTo(go);
  useHotkeys([
    ["/", focusFilter],
    ["shift+?", () => setHelp(true)],
    ["?", () => setHelp(true)],
  ]);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <div className={classes.side}>
        <Link to="/" className={classes.brand}>
          <img src={bell} width={22} height={22} alt="" />
          Tocsin
        </Link>
        <Places />
        <ShellFoot onHelp={() => setHelp(true)} />
      </div>
      <main id="main" className={classes.main} tabIndex={-1}>
        <KillSwitchBanner />
        <Suspense fallback={<LoadingRows rows={8} />}>
          <Outlet />
        </Suspense>
      </main>
      <KeyboardHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}
