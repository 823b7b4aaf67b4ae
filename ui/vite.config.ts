import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8040";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  // The server replaces this in every page it sends; src/tocsin/web/page.py holds the same word.
  html: { cspNonce: "__TOCSIN_NONCE__" },
  build: {
    outDir: "../src/tocsin/web/dist",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy allows files, not data: scripts
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": SERVER } },
  test: { environment: "happy-dom", setupFiles: ["src/lib/testing/setup.ts"], restoreMocks: true },
});
