import { ICMP_HEADER_BYTES, ICMP_TYPE, emitIcmp, isIcmpError, parseIcmp } from '../wire/icmp'
import { IP_PROTOCOL, parseIpv4Header } from '../wire/ipv4'
import type { Ipv4 } from '../wire/ipv4-address'

/** An ICMP message about an echo request of one's own. A `redirect` is no error: the packet went on. */
export interface EchoFailure {
  readonly kind: 'error' | 'redirect'
  readonly from: Ipv4
  readonly sequence: number
  readonly type: number
  readonly code: number
  readonly rest: number
}

/** What a raw ICMP socket received, as far as it concerns one's own echo requests. */
export type EchoAnswer =
  | { readonly kind: 'reply'; readonly from: Ipv4; readonly ttl: number; readonly sequence: number; readonly icmpBytes: number; readonly payload: Uint8Array }
  | EchoFailure

/** An ICMP echo request with its checksum. */
export function echoRequest(identifier: number, sequence: number, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(ICMP_HEADER_BYTES + payload.length)
  message.set(payload, ICMP_HEADER_BYTES)
  const rest = (((identifier & 0xffff) << 16) | (sequence & 0xffff)) >>> 0
  emitIcmp({ proto: 'icmp', type: ICMP_TYPE.echoRequest, code: 0, rest }, message, 0, message.length)
  return message
}

/** Reads a received IP packet; `undefined` when it is not about an echo request with this identifier. */
export function readEchoAnswer(packet: Uint8Array, identifier: number): EchoAnswer | undefined {
  const ip = parseIpv4Header(packet, 0, packet.length)
  if (!ip.ok || ip.value.protocol !== IP_PROTOCOL.icmp) return undefined
  const start = ip.value.headerBytes
  const end = Math.min(packet.length, ip.value.totalBytes)
  const icmp = parseIcmp(packet, start, end)
  if (!icmp.ok) return undefined
  const { type, code, rest } = icmp.value
  if (type === ICMP_TYPE.echoReply) {
    if (rest >>> 16 !== identifier) return undefined
    const payload = packet.subarray(start + ICMP_HEADER_BYTES, end)
    return { kind: 'reply', from: ip.value.source, ttl: ip.value.ttl, sequence: rest & 0xffff, icmpBytes: end - start, payload }
  }
  if (!isIcmpError(type)) return undefined
  const quoted = quotedRequest(packet, start + ICMP_HEADER_BYTES, end)
  if (quoted === undefined || quoted >>> 16 !== identifier) return undefined
  return { kind: type === ICMP_TYPE.redirect ? 'redirect' : 'error', from: ip.value.source, sequence: quoted & 0xffff, type, code, rest }
}

/** Identifier and sequence number of the echo request that an ICMP error quotes. */
function quotedRequest(packet: Uint8Array, start: number, end: number): number | undefined {
  const ip = parseIpv4Header(packet, start, end)
  if (!ip.ok || ip.value.protocol !== IP_PROTOCOL.icmp || ip.value.fragmentOffsetBytes > 0) return undefined
  const icmp = parseIcmp(packet, start + ip.value.headerBytes, end)
  return icmp.ok && icmp.value.type === ICMP_TYPE.echoRequest ? icmp.value.rest : undefined
}
