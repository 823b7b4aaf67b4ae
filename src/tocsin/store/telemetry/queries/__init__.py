"""Questions about tasks: counts, lists, breakdowns, search, and the sums that answer them fast."""
