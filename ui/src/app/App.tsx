import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter } from "react-router";
import { Problem } from "@/lib/api/problem";
import { AppRoutes } from "./AppRoutes";
import { cssVariables, theme } from "./theme";

const RETRIES = 1;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Views poll, so a failure is asked again anyway; what does not exist is not asked twice.
      retry: (failures, problem) =>
        failures < RETRIES && !(problem instanceof Problem && problem.status >= 400 && problem.status < 500),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

/** The nonce that the page's policy allows styles with; the server puts it into every page. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={cssVariables}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <AppRoutes />
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  );
}
