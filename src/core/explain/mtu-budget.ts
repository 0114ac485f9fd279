import type { HeaderView } from '../trace/dissect'
import type { InterfaceFact } from '../trace/facts'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { headerStack } from './header-stack'
import { withCommas } from './sentence'

/** How much of an interface's MTU a frame uses. An MTU counts the IP packet, never the Ethernet header. */
export interface MtuBudget {
  readonly mtuBytes: number
  readonly usedBytes: number
  /** Outer headers first, then the packet inside. */
  readonly segments: readonly { readonly part: 'outer' | 'inner'; readonly bytes: number }[]
  /** The tunnel device's own, smaller MTU: where a packet must end before it is wrapped. */
  readonly tunnelLimitBytes: number | undefined
  readonly verdict: string
}

/** Bytes that each tunnel puts in front of (and for WireGuard behind) a packet (Calico's MTU arithmetic). */
const OVERHEAD_BYTES = { ipip: 20, vxlan: 50, wireguard: 60 } as const

/** `tunnel` is the namespace's tunnel device, if it has one. */
export function mtuBudget(headers: readonly HeaderView[], frameBytes: number, link: InterfaceFact, tunnel: InterfaceFact | undefined, words: Words = EN): MtuBudget {
  const linkHeader = headers[0]?.proto === 'ethernet' ? headers[0].byteLength : 0
  const usedBytes = frameBytes - linkHeader
  const outerBytes = envelopeBytes(headers, linkHeader)
  const limit = tunnel && tunnel.id !== link.id && tunnel.mtuBytes < link.mtuBytes ? tunnel : undefined
  return {
    mtuBytes: link.mtuBytes,
    usedBytes,
    segments: [
      ...(outerBytes > 0 ? [{ part: 'outer' as const, bytes: outerBytes }] : []),
      { part: 'inner', bytes: usedBytes - outerBytes },
    ],
    tunnelLimitBytes: limit?.mtuBytes,
    verdict: verdictOf(link.mtuBytes, usedBytes, limit, words),
  }
}

/** From the first IP header to where the wrapped packet, or its ciphertext, begins. */
function envelopeBytes(headers: readonly HeaderView[], linkHeader: number): number {
  const { envelope, inner } = headerStack(headers)
  const first = inner.find((item) => item.header.proto !== 'ethernet')
  return envelope && first ? first.header.byteOffset - linkHeader : 0
}

function verdictOf(mtuBytes: number, usedBytes: number, tunnel: InterfaceFact | undefined, { reasons }: Words): string {
  const free = mtuBytes - usedBytes
  const fits = free >= 0 ? reasons.free({ bytes: withCommas(free) }) : reasons.tooMany({ bytes: withCommas(-free) })
  if (!tunnel || tunnel.linkKind === 'loopback' || tunnel.linkKind === 'ethernet') return fits
  const overhead = OVERHEAD_BYTES[tunnel.linkKind]
  if (mtuBytes - overhead !== tunnel.mtuBytes) return `${fits} ${reasons.ownLimit({ link: tunnel.name, sum: withCommas(tunnel.mtuBytes) })}`
  return `${fits} ${reasons.ownLimit({ link: tunnel.name, sum: `${withCommas(mtuBytes)} − ${overhead} = ${withCommas(tunnel.mtuBytes)}` })}`
}
