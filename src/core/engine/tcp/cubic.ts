import type { TcpConnection } from './connection'
import { INFINITE_SSTHRESH } from './constants'

/** Multiplicative decrease of 0.7, in 1024ths, and the growth constant 0.4 (net/ipv4/tcp_cubic.c). */
const BETA = 717
const BETA_SCALE = 1024
const GROWTH = 0.4

/** What CUBIC (RFC 9438) remembers; windows in segments, times in nanoseconds. */
export interface Cubic {
  lastMaxWindow: number
  epochStartNs: number
  originWindow: number
  /** From the start of the epoch to the plateau, in seconds. */
  plateauSeconds: number
  ackCount: number
  renoWindow: number
  grownBy: number
}

export function newCubic(): Cubic {
  return { lastMaxWindow: 0, epochStartNs: 0, originWindow: 0, plateauSeconds: 0, ackCount: 0, renoWindow: 0, grownBy: 0 }
}

/** The slow start threshold after a loss; starts a new epoch (cubictcp_recalc_ssthresh). */
export function thresholdAfterLoss(c: TcpConnection): number {
  const { cubic, cwnd } = c
  cubic.epochStartNs = 0
  cubic.lastMaxWindow = cwnd < cubic.lastMaxWindow ? Math.floor((cwnd * (BETA_SCALE + BETA)) / (2 * BETA_SCALE)) : cwnd
  return thresholdOf(cwnd)
}

export function thresholdOf(cwnd: number): number {
  return Math.max(Math.floor((cwnd * BETA) / BETA_SCALE), 2)
}

/** Grows the window for newly delivered segments (cubictcp_cong_avoid; without HyStart). */
export function growWindow(c: TcpConnection, ackedSegments: number): void {
  const inSlowStart = c.cwnd < c.ssthresh
  if (inSlowStart ? c.cwnd >= 2 * c.maxPacketsOut : !c.isCwndLimited) return
  let acked = ackedSegments
  if (inSlowStart) {
    const grown = Math.min(c.cwnd + acked, c.ssthresh === INFINITE_SSTHRESH ? Infinity : c.ssthresh)
    acked -= grown - c.cwnd
    c.cwnd = grown
    if (acked <= 0) return
  }
  avoidCongestion(c, acked)
}

function avoidCongestion(c: TcpConnection, acked: number): void {
  const { cubic, cwnd, nowNs } = c
  cubic.ackCount += acked
  if (cubic.epochStartNs === 0) {
    cubic.epochStartNs = nowNs
    cubic.ackCount = acked
    cubic.renoWindow = cwnd
    cubic.originWindow = Math.max(cubic.lastMaxWindow, cwnd)
    cubic.plateauSeconds = Math.cbrt((cubic.originWindow - cwnd) / GROWTH)
  }
  const seconds = (nowNs - cubic.epochStartNs) / 1e9 + (c.minRttNs === Infinity ? 0 : c.minRttNs / 1e9) - cubic.plateauSeconds
  const target = cubic.originWindow + GROWTH * seconds ** 3
  // How many acknowledgments one more segment takes; the window that Reno would have bounds it.
  let perSegment = target > cwnd ? cwnd / (target - cwnd) : 100 * cwnd
  const renoStep = (cwnd * (BETA_SCALE + BETA)) / (3 * (BETA_SCALE - BETA))
  while (cubic.ackCount > renoStep) {
    cubic.ackCount -= renoStep
    cubic.renoWindow++
  }
  if (cubic.renoWindow > cwnd) perSegment = Math.min(perSegment, cwnd / (cubic.renoWindow - cwnd))
  cubic.grownBy += acked
  const needed = Math.max(Math.floor(perSegment), 2)
  if (cubic.grownBy >= needed) {
    c.cwnd += Math.floor(cubic.grownBy / needed)
    cubic.grownBy %= needed
  }
}
