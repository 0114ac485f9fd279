/** A timer of a WireGuard peer that is about to be set. */
export interface RekeyTimer {
  readonly netns: string
  /** Where the peer is thought to be; undefined: nowhere. */
  readonly endpointAddress: number | undefined
  readonly nowNs: number
  /** Without what is drawn. */
  readonly delayNs: number
}

/** A device of which a neighbour is asked whether it still counts as reachable. */
export interface ReachedDevice {
  readonly netns: string
  readonly link: string
  readonly nowNs: number
}

/**
 * Numbers that the kernel draws and that decide when something happens. A lab cannot tell them, so they are constants; who
 * knows what one kernel drew (a recording of it) gives them.
 */
export interface KernelDraws {
  /** Ticks, 0 to 82, that a handshake or its retry is put off by (REKEY_TIMEOUT_JITTER_MAX_JIFFIES, drivers/net/wireguard/timers.c). */
  rekeyJitterTicks(timer: RekeyTimer): number
  /** How long a neighbour counts as reachable: 15 to 45 s, drawn for each device and anew every five minutes (neigh_rand_reach_time). */
  reachableTimeNs(device: ReachedDevice): number
}

/** With this delay more recorded flows agree than with the mean, 41. */
const REKEY_JITTER_TICKS = 60

/** The mean: base_reachable_time. */
const REACHABLE_NS = 30e9

export const CONSTANT_DRAWS: KernelDraws = { rekeyJitterTicks: () => REKEY_JITTER_TICKS, reachableTimeNs: () => REACHABLE_NS }
