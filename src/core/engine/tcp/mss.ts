import { recordEvent } from '../../dataplane/environment'
import { pathMtuTo } from '../../dataplane/mtu'
import { routeOutput } from '../../dataplane/route-output'
import type { OutputRoute } from '../../dataplane/route-output'
import type { TcpConnection } from './connection'
import { DEFAULT_MSS, GSO_MAX_BYTES, MAX_HEADER_BYTES, MIN_SEND_MSS, TCP_HEADER_BYTES } from './constants'

const IP_AND_TCP_BYTES = 40
/** The smallest MSS that is advertised (net.ipv4.route.min_adv_mss). */
const MIN_ADVERTISED_MSS = 256
const MAX_SACK_BLOCKS = 3

/** The connection's route, or undefined when there is none now. */
export function routeOf(c: TcpConnection): OutputRoute | undefined {
  const found = routeOutput(c.netns, { destination: c.remoteAddress, source: c.localAddress, mark: 0, outDevice: null, anySource: false })
  return found.ok ? found.value : undefined
}

export function pathMtuOf(c: TcpConnection, out: OutputRoute): number {
  return pathMtuTo(c.netns, out.route, out.device, c.remoteAddress)
}

/** What a segment from the peer may hold (ipv4_default_advmss): the MTU of route or device, not the learned path's. */
export function advertisedMssOf(out: OutputRoute): number {
  const mtuBytes = out.route?.spec.mtuBytes ?? out.device.mtuBytes
  return Math.min(Math.max(mtuBytes - IP_AND_TCP_BYTES, MIN_ADVERTISED_MSS), 65535 - IP_AND_TCP_BYTES)
}

/** Computes the MSS for a path MTU (tcp_sync_mss, tcp_mtu_to_mss). */
export function syncMss(c: TcpConnection, mtuBytes: number): number {
  const bare = Math.max(Math.min(mtuBytes - IP_AND_TCP_BYTES, c.mssClamp), MIN_SEND_MSS)
  c.pmtuCookie = mtuBytes
  c.mssCache = boundToHalfWindow(c, bare - (c.headerBytes - TCP_HEADER_BYTES))
  return c.mssCache
}

/** Data bytes that a segment may carry now (tcp_current_mss): SACK blocks leave less. */
export function currentMss(c: TcpConnection): number {
  const out = routeOf(c)
  let mss = c.mssCache
  if (out !== undefined) {
    const mtuBytes = pathMtuOf(c, out)
    if (mtuBytes !== c.pmtuCookie) mss = syncMss(c, mtuBytes)
  }
  const blocks = sackBlocksToSend(c)
  return mss - (blocks > 0 ? 4 + 8 * blocks : 0)
}

/** How many SACK blocks fit beside the timestamps. */
export function sackBlocksToSend(c: TcpConnection): number {
  if (!c.sackPermitted) return 0
  return Math.min(c.received.sacks.length + (c.received.duplicate === undefined ? 0 : 1), c.timestamps ? MAX_SACK_BLOCKS : MAX_SACK_BLOCKS + 1)
}

/** Nothing handed down at once is more than half of the peer's largest window (tcp_bound_to_half_wnd). */
export function boundToHalfWindow(c: TcpConnection, bytes: number): number {
  const cutoff = c.maxWindow > DEFAULT_MSS ? c.maxWindow >> 1 : c.maxWindow
  return cutoff > 0 && bytes > cutoff ? Math.max(cutoff, 68 - c.headerBytes) : bytes
}

/** How much one send buffer collects: a whole number of segments (tcp_xmit_size_goal). */
export function sizeGoal(c: TcpConnection, mssBytes: number): number {
  const bytes = boundToHalfWindow(c, GSO_MAX_BYTES - 1 - MAX_HEADER_BYTES)
  return Math.max(Math.floor(bytes / mssBytes) * mssBytes, mssBytes)
}

/** Segments that may leave in one buffer: all that 64 kB hold, for a short way paces nothing (tcp_tso_autosize). */
export function maxSegmentsPerBuffer(mssBytes: number): number {
  return Math.max(Math.floor(GSO_MAX_BYTES / mssBytes), 2)
}

/**
 * An ICMP error named the path's MTU (tcp_v4_mtu_reduced). True when the MSS fell, so that what is under way has to be
 * sent again in smaller segments.
 */
export function learnReducedMtu(c: TcpConnection, mtuBytes: number): boolean {
  const out = routeOf(c)
  if (out === undefined) return false
  const { netns } = c
  if (out.route !== null && netns.pathMtu.learn(out.route, c.remoteAddress, mtuBytes, pathMtuOf(c, out), c.nowNs)) {
    recordEvent(netns, 'pmtu.learned', null, null, out.route.id, c.remoteAddress | 0, mtuBytes)
  }
  const nowBytes = pathMtuOf(c, out)
  if (nowBytes < mtuBytes) c.softError = { code: 'EMSGSIZE', mtuBytes: nowBytes }
  if (c.pmtuCookie <= nowBytes) return false
  syncMss(c, nowBytes)
  return true
}
