import { TICK_NS, ticksAt, ticksOfMs } from './ticks'

const SECOND_TICKS = 1e9 / TICK_NS
/** ip_rt_error_cost and ip_rt_error_burst. */
const REFUSAL_TICKS = SECOND_TICKS
const REFUSAL_BURST_TICKS = 5 * SECOND_TICKS
/** XRLIM_BURST_FACTOR: errors at once. */
const ERROR_BURST = 6
/** A peer that is met for the first time was last met so long ago (inet_getpeer). */
const UNMET_TICKS = 60 * SECOND_TICKS
/** ip_rt_redirect_load, ip_rt_redirect_number and ip_rt_redirect_silence. */
const REDIRECT_TICKS = SECOND_TICKS / 50
const MOST_REDIRECTS = 9
const REDIRECT_SILENCE_TICKS = REDIRECT_TICKS << (MOST_REDIRECTS + 1)

/** struct inet_peer: one purse of ticks that all errors to an address are paid from, and what redirects count. */
interface Peer {
  rateTokens: number
  rateLast: number
  redirects: number
}

/** What a host holds of each address that it sends errors to (net/ipv4/inetpeer.c). */
export class InetPeers {
  private readonly peers = new Map<number, Peer>()

  /** ip_error (net/ipv4/route.c): whether the sender of a packet that no route takes may be told at all; the error then pays once more. */
  allowsRefusal(address: number, nowNs: number): boolean {
    return pay(this.peer(address, nowNs), nowNs, REFUSAL_TICKS, REFUSAL_BURST_TICKS)
  }

  /** inet_peer_xrlim_allow (net/ipv4/icmp.c): `rateLimitMs` is icmp_ratelimit; where it is 0 every error goes, and empties the purse. */
  allowsError(address: number, nowNs: number, rateLimitMs: number): boolean {
    const cost = ticksOfMs(rateLimitMs)
    return pay(this.peer(address, nowNs), nowNs, cost, ERROR_BURST * cost)
  }

  /** ip_rt_send_redirect (net/ipv4/route.c): the pause doubles with each redirect, nine are enough, and a long silence forgets them. */
  redirect(address: number, nowNs: number, send: () => void): void {
    const peer = this.peer(address, nowNs)
    const now = ticksAt(nowNs)
    if (now > peer.rateLast + REDIRECT_SILENCE_TICKS) {
      peer.rateTokens = 0
      peer.redirects = 0
    }
    if (peer.redirects >= MOST_REDIRECTS) peer.rateLast = now
    else if (peer.redirects === 0 || now > peer.rateLast + (REDIRECT_TICKS << peer.redirects)) {
      send()
      peer.rateLast = now
      peer.redirects++
    }
  }

  private peer(address: number, nowNs: number): Peer {
    const known = this.peers.get(address)
    if (known !== undefined) return known
    const peer = { rateTokens: 0, rateLast: ticksAt(nowNs) - UNMET_TICKS, redirects: 0 }
    this.peers.set(address, peer)
    return peer
  }
}

/** What passed since the last look flows in, as far as the purse of this look holds it. */
function pay(peer: Peer, nowNs: number, cost: number, most: number): boolean {
  const now = ticksAt(nowNs)
  peer.rateTokens = Math.min(peer.rateTokens + now - peer.rateLast, most)
  peer.rateLast = now
  if (peer.rateTokens < cost) return false
  peer.rateTokens -= cost
  return true
}
