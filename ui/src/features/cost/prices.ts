import type { Price, PricePeriod } from "@/lib/api/types";
import { MISSING } from "@/lib/format";

/** Why a price may be another one than the vendor will bill. */
export const CAVEATS: Record<Price["caveats"][number], string> = {
  snapshot: "The dated snapshot is not known; the price is that of the model without its date.",
  inferred_vendor: "The vendor on the span does not offer this model; the price is another vendor's.",
  standard_tier: "No price of this service tier is known; the price is the standard one.",
};

/** The period that holds now; undefined before the first one begins. */
export function inForce(price: Price): PricePeriod | undefined {
  return price.periods.find((period) => period.is_in_force);
}

/** Prices from before there were models have held for ever. */
const EVER_BEFORE = Date.UTC(2000, 0, 1);

export function validity({ starts_at, ends_at }: PricePeriod): {
  since: string | null;
  until: string | null;
} {
  return { since: Date.parse(starts_at) > EVER_BEFORE ? starts_at : null, until: ends_at };
}

/** Dollars for a million tokens with the digits that were published. */
export function perMillion(usd: number | undefined): string {
  if (usd === undefined) return MISSING;
  return `$${usd.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 })}`;
}

/** How far what was reported is above (or below) what was computed, as a ratio; null when nothing was computed. */
export function difference(reported: number, computed: number): number | null {
  return computed > 0 ? reported / computed - 1 : null;
}
