/** Counters stay in their column: whole up to a million, then `1.2M`. */
export function formatNumber(value: number): string {
  return value < 1_000_000 ? String(value) : `${(value / 1_000_000).toFixed(1)}M`
}
