import type { HeaderView } from '../trace/dissect'
import type { InterfaceFact } from '../trace/facts'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { fieldNamed, headerStack } from './header-stack'
import { withCommas } from './sentence'

/** How much of an interface's MTU a frame uses. An MTU counts the IP packet, never the Ethernet header. */
export interface MtuBudget {
  /** The interface's name. */
  readonly link: string
  readonly mtuBytes: number
  readonly usedBytes: number
  /** Outer headers first, then the packet inside. */
  readonly segments: readonly { readonly part: 'outer' | 'inner'; readonly bytes: number }[]
  /** A smaller MTU on the packet's own way through this host: where it must end to be let through. */
  readonly limitBytes: number | undefined
  readonly verdict: string
}

/** The other interface on a packet's way through a host: the one that wrapped it, or the one that its route leads to. */
export interface MtuNeighbour {
  readonly link: InterfaceFact
  readonly isAhead: boolean
}

/** What is on the packet's way through the host besides the interface that sees it. */
export interface MtuSurroundings {
  readonly other?: MtuNeighbour | undefined
  readonly envelope?: EnvelopeAhead | undefined
  /** Of the host's cards: what a tunnel device's MTU was reckoned from. */
  readonly underlayMtus: readonly number[]
}

/** A tunnel device wraps the packet next, into an envelope that the card may not take in one. */
export interface EnvelopeAhead {
  readonly tunnel: InterfaceFact
  readonly bytes: number
  readonly card: InterfaceFact
}

/** Bytes that each tunnel puts in front of (and for WireGuard behind) a packet (Calico's MTU arithmetic). */
export const OVERHEAD_BYTES = { ipip: 20, vxlan: 50, wireguard: 60 } as const

export function mtuBudget(headers: readonly HeaderView[], frameBytes: number, link: InterfaceFact, { other, envelope, underlayMtus }: MtuSurroundings, words: Words = EN): MtuBudget {
  const linkHeader = headers[0]?.proto === 'ethernet' ? headers[0].byteLength : 0
  const usedBytes = frameBytes - linkHeader
  const outerBytes = envelopeBytes(headers, linkHeader)
  return {
    link: link.name,
    mtuBytes: link.mtuBytes,
    usedBytes,
    segments: [
      ...(outerBytes > 0 ? [{ part: 'outer' as const, bytes: outerBytes }] : []),
      { part: 'inner', bytes: usedBytes - outerBytes },
    ],
    limitBytes: other && other.link.mtuBytes < link.mtuBytes ? other.link.mtuBytes : undefined,
    verdict: [fitText(headers, link.mtuBytes - usedBytes, words), ...otherText(headers, usedBytes, other, underlayMtus, words), ...envelopeText(usedBytes, envelope, words)].join(' '),
  }
}

/** From the first IP header to where the wrapped packet, or its ciphertext, begins. */
function envelopeBytes(headers: readonly HeaderView[], linkHeader: number): number {
  const { envelope, inner } = headerStack(headers)
  const first = inner.find((item) => item.header.proto !== 'ethernet')
  return envelope && first ? first.header.byteOffset - linkHeader : 0
}

function fitText(headers: readonly HeaderView[], freeBytes: number, { reasons }: Words): string {
  if (freeBytes >= 0) return reasons.free({ bytes: withCommas(freeBytes) })
  return (mayBeCut(headers) ? reasons.isCut : reasons.tooMany)({ bytes: withCommas(-freeBytes) })
}

function mayBeCut(headers: readonly HeaderView[]): boolean {
  const ip = headers.find(({ proto }) => proto === 'ipv4')
  return ip !== undefined && fieldNamed(ip, 'dontFragment')?.value === 0
}

/** The arithmetic of an envelope that does not fit, and whose fault that is. */
function envelopeText(usedBytes: number, envelope: EnvelopeAhead | undefined, { reasons }: Words): readonly string[] {
  if (!envelope || envelope.bytes <= envelope.card.mtuBytes) return []
  const { tunnel, bytes, card } = envelope
  const sum = `${withCommas(usedBytes)} + ${withCommas(bytes - usedBytes)} = ${withCommas(bytes)}`
  const cut = reasons.envelopeIsCut({ link: tunnel.name, sum, card: card.name, mtu: withCommas(card.mtuBytes), bytes: withCommas(bytes - card.mtuBytes) })
  if (!isTunnel(tunnel) || tunnel.mtuBytes + (bytes - usedBytes) <= card.mtuBytes) return [cut]
  const overhead = OVERHEAD_BYTES[tunnel.linkKind]
  const fitting = `${withCommas(card.mtuBytes)} − ${overhead} = ${withCommas(card.mtuBytes - overhead)}`
  return [cut, reasons.noRoomLeft({ link: tunnel.name, bytes: withCommas(bytes - usedBytes), setting: `${tunnel.linkKind}MTU`, sum: fitting })]
}

/** What the packet came out of says its limit; what it goes into, also whether it fits there. */
function otherText(headers: readonly HeaderView[], usedBytes: number, other: MtuNeighbour | undefined, underlayMtus: readonly number[], { reasons }: Words): readonly string[] {
  if (!other) return []
  const { link, isAhead } = other
  const limit = { link: link.name, sum: sumText(link, underlayMtus) }
  if (!isAhead) return [reasons.ownLimit(limit)]
  const over = usedBytes - link.mtuBytes
  if (over <= 0) return isTunnel(link) ? [reasons.nextTakes(limit)] : []
  const excess = { ...limit, bytes: withCommas(over) }
  return [mayBeCut(headers) ? reasons.nextCuts(excess) : reasons.nextRefuses(excess)]
}

function sumText(link: InterfaceFact, underlayMtus: readonly number[]): string {
  const result = withCommas(link.mtuBytes)
  if (!isTunnel(link)) return result
  const overhead = OVERHEAD_BYTES[link.linkKind]
  const from = underlayMtus.find((mtuBytes) => mtuBytes - overhead === link.mtuBytes)
  return from === undefined ? result : `${withCommas(from)} − ${overhead} = ${result}`
}

function isTunnel(link: InterfaceFact): link is InterfaceFact & { readonly linkKind: keyof typeof OVERHEAD_BYTES } {
  return link.linkKind !== 'loopback' && link.linkKind !== 'ethernet'
}
