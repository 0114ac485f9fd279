import { read16, read32 } from './bytes'
import { ICMP_ECHO, ICMP_ECHOREPLY } from './icmp-codes'
import { headerLength, IP_DESTINATION, IP_PROTOCOL, IP_SOURCE, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from './ipv4-header'

/**
 * One direction of a flow (struct nf_conntrack_tuple). For ICMP `sourcePort` is the echo id and `destinationPort`
 * is type * 256 + code; for protocols without ports both are 0.
 */
export interface Tuple {
  readonly source: number
  readonly destination: number
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
}

/** A tuple to be filled in again and again, so that looking a packet up allocates nothing. */
export type TupleScratch = { -readonly [Key in keyof Tuple]: Tuple[Key] }

export function newTupleScratch(): TupleScratch {
  return { source: 0, destination: 0, protocol: 0, sourcePort: 0, destinationPort: 0 }
}

/** Reads the tuple of the packet whose IP header is at `network`; false when it cannot be tracked (an ICMP error, a short header). */
export function readTuple(into: TupleScratch, data: Uint8Array, network: number, end: number): boolean {
  const protocol = data[network + IP_PROTOCOL] as number
  into.source = read32(data, network + IP_SOURCE)
  into.destination = read32(data, network + IP_DESTINATION)
  into.protocol = protocol
  into.sourcePort = 0
  into.destinationPort = 0
  const at = network + headerLength(data, network)
  if (protocol === PROTO_ICMP) {
    const type = data[at] as number
    if (end - at < 8 || (type !== ICMP_ECHO && type !== ICMP_ECHOREPLY)) return false
    into.sourcePort = read16(data, at + 4)
    into.destinationPort = type * 256 + (data[at + 1] as number)
  } else if (protocol === PROTO_TCP || protocol === PROTO_UDP) {
    if (end - at < 4) return false
    into.sourcePort = read16(data, at)
    into.destinationPort = read16(data, at + 2)
  }
  return true
}

/** The tuple of the answers. */
export function invert(tuple: Tuple): Tuple {
  const { source, destination, protocol, sourcePort, destinationPort } = tuple
  if (protocol === PROTO_ICMP) {
    const type = destinationPort >>> 8 === ICMP_ECHO ? ICMP_ECHOREPLY : ICMP_ECHO
    return { source: destination, destination: source, protocol, sourcePort, destinationPort: type * 256 + (destinationPort & 255) }
  }
  return { source: destination, destination: source, protocol, sourcePort: destinationPort, destinationPort: sourcePort }
}

export function hashTuple(tuple: Tuple): number {
  let h = Math.imul(tuple.source, 0x9e3779b1) ^ tuple.protocol
  h = Math.imul(h ^ (h >>> 15) ^ tuple.destination, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13) ^ ((tuple.sourcePort << 16) | tuple.destinationPort), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}

export function sameTuple(x: Tuple, y: Tuple): boolean {
  return (
    x.source === y.source &&
    x.destination === y.destination &&
    x.sourcePort === y.sourcePort &&
    x.destinationPort === y.destinationPort &&
    x.protocol === y.protocol
  )
}
