import { TICK_NS } from '../ticks'

/** Times and sizes of the protocol (drivers/net/wireguard/messages.h; the paper, section 6.1). */
const SECOND_NS = 1e9

export const REKEY_AFTER_TIME_NS = 120 * SECOND_NS
export const REJECT_AFTER_TIME_NS = 180 * SECOND_NS
export const REKEY_TIMEOUT_NS = 5 * SECOND_NS
export const KEEPALIVE_TIMEOUT_NS = 10 * SECOND_NS
/** Ninety seconds of retries; then the packets that wait are given up. */
export const MAX_HANDSHAKE_ATTEMPTS = 18
/** Not more than fifty initiations a second of one peer are answered. */
export const INITIATION_INTERVAL_NS = SECOND_NS / 50
export const MAX_STAGED_PACKETS = 128
export const PADDING_MULTIPLE_BYTES = 16

/** What the arithmetic took on the recorded machine: only so that a first round trip is seen to be longer. */
export const INITIATION_NS = 600_000
export const RESPONSE_NS = 1_380_000
export const READ_RESPONSE_NS = 770_000
export const SEAL_NS = 12_000

/** The time of the last tick, by which the kernel dates sessions and handshakes (ktime_get_coarse_boottime_ns). */
export function coarseTime(nowNs: number): number {
  return nowNs - (nowNs % TICK_NS)
}

/** wg_birthdate_has_expired. */
export function hasExpired(birthNs: number, lifeNs: number, nowNs: number): boolean {
  return birthNs + lifeNs <= coarseTime(nowNs)
}
