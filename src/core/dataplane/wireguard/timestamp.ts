import { write32 } from '../bytes'

const SECOND_NS = 1e9
/** 2⁶² and ten seconds: TAI64 counts from 1970 TAI (the paper, section 5.4; tai64n_now in drivers/net/wireguard/noise.c). */
const BASE_HIGH = 0x40000000
const BASE_LOW = 10
/** The kernel blurs the nanoseconds to this power of two, so that no clock is told exactly. */
const BLUR_NS = 1 << 24

/** TAI64N, 12 bytes: later times compare greater. */
export function tai64n(nowNs: number): Uint8Array {
  const bytes = new Uint8Array(12)
  const nanoseconds = Math.floor(nowNs % SECOND_NS)
  write32(bytes, 0, BASE_HIGH)
  write32(bytes, 4, BASE_LOW + Math.floor(nowNs / SECOND_NS))
  write32(bytes, 8, nanoseconds - (nanoseconds % BLUR_NS))
  return bytes
}

export function isLater(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < 12; i++) {
    const difference = (one[i] as number) - (other[i] as number)
    if (difference !== 0) return difference > 0
  }
  return false
}
