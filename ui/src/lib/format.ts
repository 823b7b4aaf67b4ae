/** Numbers as people read them, each with its unit. A missing number is "–", never zero. */

export const MISSING = "–";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function count(value: number | null | undefined): string {
  return value == null ? MISSING : WHOLE.format(value);
}

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A large count in three digits, where many stand in a column: "56.7M". */
export function compact(value: number | null | undefined): string {
  if (value == null) return MISSING;
  return value < 10_000 ? WHOLE.format(value) : COMPACT.format(value);
}

/** A ratio in [0, 1] as a percentage; `digits` after the point. */
export function percent(ratio: number | null | undefined, digits = 1): string {
  if (ratio == null) return MISSING;
  const text = (ratio * 100).toFixed(digits);
  // Never round up to a promise that was not kept, nor something down to nothing.
  if (Number(text) === 100 && ratio < 1) return `>${(100 - 10 ** -digits).toFixed(digits)}%`;
  if (Number(text) === 0 && ratio > 0) return `<${(10 ** -digits).toFixed(digits)}%`;
  return `${text.replace("-", "−")}%`;
}

/** A target keeps its own digits: 0.95 is "95%", 0.999 is "99.9%". */
export function target(ratio: number): string {
  return `${Number((ratio * 100).toFixed(4))}%`;
}

export function usd(value: number | null | undefined): string {
  if (value == null) return MISSING;
  if (value === 0) return "$0";
  if (value < 0.000001) return "<$0.000001";
  if (value < 1) return `$${value.toPrecision(2)}`;
  return `$${value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Powers of 1024, as settings and the command line count. */
export function bytes(value: number): string {
  let power = 0;
  let scaled = value;
  while (scaled >= 999.5 && power < BYTE_UNITS.length - 1) {
    scaled /= 1024;
    power += 1;
  }
  return `${power === 0 ? Math.round(scaled) : scaled.toPrecision(3)} ${BYTE_UNITS[power]}`;
}

/** Burn rate: how many times faster than sustainable the error budget is spent. */
export function burn(rate: number | null | undefined): string {
  if (rate == null) return MISSING;
  return rate >= 100 ? `${rate.toFixed(0)}×` : `${rate.toFixed(1)}×`;
}

/** Events over a window as a rate a person can picture. */
export function rate(events: number, windowSeconds: number): string {
  const perMinute = (events / windowSeconds) * 60;
  if (perMinute >= 60) return `${(perMinute / 60).toFixed(1)}/s`;
  if (perMinute >= 1) return `${perMinute.toFixed(1)}/min`;
  return `${(perMinute * 60).toFixed(1)}/h`;
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A closed-list value such as "prompt_change" as words. */
export function words(value: string): string {
  return value.replaceAll("_", " ");
}
