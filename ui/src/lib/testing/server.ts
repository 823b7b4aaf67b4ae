import { vi } from "vitest";

export interface Received {
  method: string;
  path: string;
  body: unknown;
}

/** Stands for the network: answers every request with one status and body, and keeps what was asked. */
export function answerAll(status: number, answer: unknown): Received[] {
  const received: Received[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    received.push({
      method: request.method,
      path: new URL(request.url).pathname,
      body: text ? JSON.parse(text) : null,
    });
    return new Response(JSON.stringify(answer), { status, headers: { "content-type": "application/json" } });
  });
  return received;
}
