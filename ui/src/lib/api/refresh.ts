/** How often views ask again, in milliseconds. Incidents are watched closest: people act on them. */
export const REFRESH = {
  incident: 2_000,
  list: 5_000,
  series: 10_000,
  reference: 30_000,
} as const;
