const ANY_HOST = /^(https?:\/\/)(0\.0\.0\.0|\[::\])(?=[:/]|$)/;

/** The address of a listener as an exporter can use it: one that listens on all of them is reached where the UI is. */
export function reachable(url: string, host = window.location.hostname): string {
  return url.replace(ANY_HOST, (_, scheme: string) => `${scheme}${host}`);
}
