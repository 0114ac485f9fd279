/** Arithmetic of sequence numbers: unsigned 32-bit, compared by their distance around the circle (RFC 9293 section 3.4). */

export function before(a: number, b: number): boolean {
  return ((a - b) | 0) < 0
}

export function after(a: number, b: number): boolean {
  return ((b - a) | 0) < 0
}

/** `value` lies in [low, high]. */
export function isBetween(value: number, low: number, high: number): boolean {
  return (high - low) >>> 0 >= (value - low) >>> 0
}

export function plus(sequence: number, bytes: number): number {
  return (sequence + bytes) >>> 0
}

/** Bytes from `from` to `to`, negative when `to` comes first. */
export function distance(from: number, to: number): number {
  return (to - from) | 0
}
