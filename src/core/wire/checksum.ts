/**
 * The Internet checksum (RFC 1071) and its incremental update (RFC 1624). Sums are unfolded 32-bit-safe numbers until
 * `finishChecksum` folds and complements them.
 */

/** Adds the 16-bit words of bytes [start, end) to `sum`; an odd last byte counts as the high half of a word. */
export function addToSum(sum: number, bytes: Uint8Array, start: number, end: number): number {
  let total = sum
  let i = start
  for (; i + 1 < end; i += 2) total += ((bytes[i] as number) << 8) | (bytes[i + 1] as number)
  if (i < end) total += (bytes[i] as number) << 8
  return total
}

/** Folds a sum to 16 bits and complements it. */
export function finishChecksum(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return ~folded & 0xffff
}

/** The checksum of bytes [start, end). Over a range that holds its own correct checksum it is 0. */
export function internetChecksum(bytes: Uint8Array, start: number, end: number): number {
  return finishChecksum(addToSum(0, bytes, start, end))
}

/** The sum of the pseudo header that UDP (RFC 768) and TCP (RFC 9293 §3.1) put before their own bytes. */
export function pseudoHeaderSum(source: number, destination: number, protocol: number, lengthBytes: number): number {
  return (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + lengthBytes
}

/** A checksum after one 16-bit word under it has changed (RFC 1624, equation 3). */
export function updateChecksum(checksum: number, oldWord: number, newWord: number): number {
  return finishChecksum((~checksum & 0xffff) + (~oldWord & 0xffff) + newWord)
}
