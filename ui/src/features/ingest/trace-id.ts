/** 32 hexadecimal digits, not all zero: how W3C Trace Context writes a trace id. */
export function isTraceId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text) && !/^0+$/.test(text);
}

/** The trace id that somebody pasted: alone, with dashes or capitals, or inside a `traceparent`. */
export function pastedTraceId(text: string): string {
  const plain = text.trim().toLowerCase();
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(plain);
  return parent?.[1] ?? plain.replaceAll("-", "");
}
