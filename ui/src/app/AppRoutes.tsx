import { Route, Routes } from "react-router";
import { ChangesPage } from "@/pages/ChangesPage";
import { IncidentPage } from "@/pages/IncidentPage";
import { IncidentsPage } from "@/pages/IncidentsPage";
import { JourneysPage } from "@/pages/JourneysPage";
import { NotFoundPage } from "@/pages/NotFoundPage";
import { OverviewPage } from "@/pages/OverviewPage";
import { SloPage } from "@/pages/SloPage";
import { StatusPage } from "@/pages/StatusPage";
import { TracePage } from "@/pages/TracePage";
import { TracesPage } from "@/pages/TracesPage";
import { Shell } from "./Shell";

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
        <Route path="changes" element={<ChangesPage />} />
        <Route path="status" element={<StatusPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
