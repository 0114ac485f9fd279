/** A round-trip time as iputils prints it: three digits below 10 ms, none from 100 ms (ping_common.c, gather_statistics). */
export function formatRoundTrip(us: number): string {
  if (us >= 100_000 - 50) return `${Math.floor((us + 500) / 1000)}`
  if (us >= 10_000 - 5) return truncateTo(us + 50, 1)
  if (us >= 1000) return truncateTo(us + 5, 2)
  return truncateTo(us, 3)
}

function truncateTo(us: number, digits: number): string {
  const unit = 10 ** (3 - digits)
  const fraction = Math.floor((us % 1000) / unit)
  return `${Math.floor(us / 1000)}.${String(fraction).padStart(digits, '0')}`
}

/** A number as C's `%g` prints a value from 0 to 999999: six significant digits, no trailing zeros. */
export function formatFloat(value: number): string {
  return String(Number(value.toPrecision(6)))
}
