import type { BrandedNumber } from '../base/brand'

/** A MAC address as a 48-bit number (no bit operators on it: they are 32 bits wide). */
export type Mac = BrandedNumber<'mac'>

export const MAC_ZERO = 0 as Mac
export const MAC_BROADCAST = 0xffff_ffff_ffff as Mac

const MAC_TEXT = /^([0-9a-f]{2}):([0-9a-f]{2}):([0-9a-f]{2}):([0-9a-f]{2}):([0-9a-f]{2}):([0-9a-f]{2})$/i

export function parseMac(text: string): Mac | undefined {
  return MAC_TEXT.test(text) ? (parseInt(text.replaceAll(':', ''), 16) as Mac) : undefined
}

export function macFromBytes(bytes: Uint8Array, offset: number): Mac {
  let value = 0
  for (let i = 0; i < 6; i++) value = value * 256 + (bytes[offset + i] ?? 0)
  return value as Mac
}

/** Of every frame that is read: without a regular expression, which takes several times as long. */
export function formatMac(mac: number): string {
  const hex = mac.toString(16).padStart(12, '0')
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}:${hex.slice(8, 10)}:${hex.slice(10)}`
}
