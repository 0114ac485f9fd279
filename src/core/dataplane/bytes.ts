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
