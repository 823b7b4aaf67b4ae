import { lazy } from "react";
import { Route, Routes } from "react-router";
import { ChangesPage } from "@/pages/ChangesPage";
import { IncidentPage } from "@/pages/IncidentPage";
import { IncidentsPage } from "@/pages/IncidentsPage";
import { JourneysPage } from "@/pages/JourneysPage";
import { NotFoundPage } from "@/pages/NotFoundPage";
import { OverviewPage } from "@/pages/OverviewPage";
import { SloPage } from "@/pages/SloPage";
import { StatusPage } from "@/pages/StatusPage";
import { Shell } from "./Shell";

// What nobody needs for a first look is loaded with its page; the old page stays until it is there.
const CostsPage = lazy(async () => ({ default: (await import("@/pages/CostsPage")).CostsPage }));
const MetricsPage = lazy(async () => ({ default: (await import("@/pages/MetricsPage")).MetricsPage }));
const PricesPage = lazy(async () => ({ default: (await import("@/pages/PricesPage")).PricesPage }));
const StoragePage = lazy(async () => ({ default: (await import("@/pages/StoragePage")).StoragePage }));
const TracePage = lazy(async () => ({ default: (await import("@/pages/TracePage")).TracePage }));
const TracesPage = lazy(async () => ({ default: (await import("@/pages/TracesPage")).TracesPage }));

export function AppRoutes() {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<OverviewPage />} />
        <Route path="incidents" element={<IncidentsPage />} />
        <Route path="incidents/:id" element={<IncidentPage />} />
        <Route path="slos" element={<JourneysPage />} />
        <Route path="slos/:name" element={<SloPage />} />
        <Route path="traces" element={<TracesPage />} />
        <Route path="traces/:id" element={<TracePage />} />
        <Route path="costs" element={<CostsPage />} />
        <Route path="costs/prices" element={<PricesPage />} />
        <Route path="telemetry/metrics" element={<MetricsPage />} />
        <Route path="storage" element={<StoragePage />} />
        <Route path="changes" element={<ChangesPage />} />
        <Route path="status" element={<StatusPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
