/** Big-endian reads and writes on packet bytes; offsets are the caller's to check. */

export function read16(data: Uint8Array, at: number): number {
  return ((data[at] as number) << 8) | (data[at + 1] as number)
}

/** Unsigned. */
export function read32(data: Uint8Array, at: number): number {
  return (((data[at] as number) << 24) | ((data[at + 1] as number) << 16) | ((data[at + 2] as number) << 8) | (data[at + 3] as number)) >>> 0
}

export function write16(data: Uint8Array, at: number, value: number): void {
  data[at] = value >>> 8
  data[at + 1] = value
}

export function write32(data: Uint8Array, at: number, value: number): void {
  data[at] = value >>> 24
  data[at + 1] = value >>> 16
  data[at + 2] = value >>> 8
  data[at + 3] = value
}

export function readMac(data: Uint8Array, at: number): number {
  return read16(data, at) * 0x1_0000_0000 + read32(data, at + 2)
}

export function writeMac(data: Uint8Array, at: number, mac: number): void {
  write16(data, at, Math.floor(mac / 0x1_0000_0000))
  write32(data, at + 2, mac % 0x1_0000_0000)
}

/** Ones' complement sum of 16-bit words, not yet folded to 16 bits or inverted (RFC 1071). */
export function sumWords(data: Uint8Array, from: number, to: number, initial: number): number {
  let sum = initial
  let at = from
  for (; at + 1 < to; at += 2) sum += ((data[at] as number) << 8) | (data[at + 1] as number)
  if (at < to) sum += (data[at] as number) << 8
  return sum
}

/** Folds a sum and inverts it: the checksum to store, or 0 when a checksum that was part of the sum is right. */
export function finishChecksum(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return ~folded & 0xffff
}

/** The checksum after a 16-bit word of the covered bytes changed (RFC 1624, equation 3). */
export function adjustChecksum(checksum: number, before: number, after: number): number {
  return finishChecksum((~checksum & 0xffff) + (~before & 0xffff) + after)
}
