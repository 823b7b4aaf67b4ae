import { expect, it } from "vitest";
import { reachable } from "./addresses";

it("names the host of the UI for a listener on every address", () => {
  expect(reachable("http://0.0.0.0:4318", "tocsin.internal")).toBe("http://tocsin.internal:4318");
  expect(reachable("http://[::]:4317", "tocsin.internal")).toBe("http://tocsin.internal:4317");
});

it("leaves any other address as it is", () => {
  expect(reachable("http://127.0.0.1:4318", "tocsin.internal")).toBe("http://127.0.0.1:4318");
  expect(reachable("http://0.0.0.0.example.com:4318", "x")).toBe("http://0.0.0.0.example.com:4318");
});
