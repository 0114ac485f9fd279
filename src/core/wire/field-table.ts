/** How the value of a header field is written for a person. */
export type FieldFormat = 'decimal' | 'hex' | 'flag' | 'ipv4' | 'mac' | 'bytes'

/** One field of a header: where its bits lie, counted from the header's first bit, and the document that defines it. */
export interface FieldSpec {
  readonly bitOffset: number
  readonly bitWidth: number
  readonly label: string
  readonly format: FieldFormat
  /** `RFC 791 §3.1`, or a kernel or protocol paper where no RFC defines it. */
  readonly reference: string
  /** Multi-byte numbers of WireGuard; all others are in network order. */
  readonly littleEndian?: true
}

/** A header's layout: the one truth for parsing, emitting and drawing it. Fields are in order and do not overlap. */
export type FieldTable = Readonly<Record<string, FieldSpec>>

/**
 * Reads a field of up to 53 significant bits as an unsigned number. `headerOffset` is in bytes. Bytes beyond the end of
 * the buffer read as zero: the caller has checked the header's length.
 */
export function readField(bytes: Uint8Array, headerOffset: number, field: FieldSpec): number {
  const firstByte = headerOffset + (field.bitOffset >>> 3)
  if (field.littleEndian) return readLittleEndian(bytes, firstByte, field.bitWidth >>> 3)
  const lastBit = field.bitOffset + field.bitWidth
  const endByte = headerOffset + ((lastBit + 7) >>> 3)
  let value = 0
  for (let i = firstByte; i < endByte; i++) value = value * 256 + (bytes[i] ?? 0)
  const unusedLowBits = (8 - (lastBit & 7)) & 7
  return Math.floor(value / 2 ** unusedLowBits) % 2 ** field.bitWidth
}

function readLittleEndian(bytes: Uint8Array, offset: number, byteLength: number): number {
  let value = 0
  for (let i = byteLength - 1; i >= 0; i--) value = value * 256 + (bytes[offset + i] ?? 0)
  return value
}

/** Writes a field of up to 53 bits; the bits around it stay as they are. */
export function writeField(bytes: Uint8Array, headerOffset: number, field: FieldSpec, value: number): void {
  const firstByte = headerOffset + (field.bitOffset >>> 3)
  if (field.littleEndian) {
    for (let i = 0, rest = value; i < field.bitWidth >>> 3; i++, rest = Math.floor(rest / 256)) bytes[firstByte + i] = rest % 256
    return
  }
  let rest = value
  let lastBit = field.bitOffset + field.bitWidth
  while (lastBit > field.bitOffset) {
    const byteStart = Math.max((lastBit - 1) & ~7, field.bitOffset)
    const width = lastBit - byteStart
    const shift = (8 - (lastBit & 7)) & 7
    const mask = ((1 << width) - 1) << shift
    const index = headerOffset + (byteStart >>> 3)
    bytes[index] = ((bytes[index] ?? 0) & ~mask) | ((rest % 2 ** width) << shift)
    rest = Math.floor(rest / 2 ** width)
    lastBit = byteStart
  }
}
