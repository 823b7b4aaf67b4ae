import createClient from "openapi-fetch";
import { noAnswer, problemOf } from "./problem";
import type { paths } from "./schema";

/** Every request of the UI goes through this client; its types come from the server's OpenAPI document. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request), // looked up per request, so that a test can stand for the network
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for an answer and returns its body, or throws a Problem. */
export async function body<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch {
    throw noAnswer();
  }
  if (!answer.response.ok || answer.data === undefined) {
    throw problemOf(answer.response.status, answer.response.statusText, answer.error);
  }
  return answer.data;
}
