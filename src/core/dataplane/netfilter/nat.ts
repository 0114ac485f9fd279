import type { Connection, Conntrack } from '../conntrack'
import { invert } from '../conntrack-tuple'
import type { Tuple } from '../conntrack-tuple'
import { updateChecksum } from '../../wire/checksum'
import { read16, read32, write16, write32 } from '../bytes'
import { recordEvent } from '../environment'
import { fillIcmpChecksum } from '../icmp'
import { ICMP_REDIRECT } from '../icmp-codes'
import { fillHeaderChecksum, headerLength, IP_DESTINATION, IP_FRAGMENT, IP_OFFSET_MASK, IP_PROTOCOL, IP_SOURCE, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../ipv4-header'
import type { Netns } from '../netns'
import type { Skb } from '../skb'
import type { PortRange } from './rule-spec'

export type Manipulation = 'source' | 'destination'

/** How a NAT target wants a connection rewritten. */
export interface NatRange {
  readonly address: number
  readonly ports: PortRange | undefined
  readonly randomFully: boolean
  /** Id of the rule's fact. */
  readonly by: number
}

/** nf_nat_setup_info: settles the rewriting of a new connection; answers are expected accordingly. */
export function setUpNat(netns: Netns, conntrack: Conntrack, connection: Connection, manipulation: Manipulation, range: NatRange): void {
  const current = invert(connection.reply)
  const wanted = manipulation === 'source' ? uniqueSource(netns, conntrack, current, range) : { ...current, destination: range.address, destinationPort: range.ports?.from ?? current.destinationPort }
  connection.reply = invert(wanted)
  if (manipulation === 'source') connection.sourceNat = wanted.source !== current.source || wanted.sourcePort !== current.sourcePort
  else connection.destinationNat = wanted.destination !== current.destination || wanted.destinationPort !== current.destinationPort
}

/** get_unique_tuple and nf_nat_l4proto_unique_tuple for source rewriting. */
function uniqueSource(netns: Netns, conntrack: Conntrack, current: Tuple, range: NatRange): Tuple {
  const moved = { ...current, source: range.address }
  const { nowNs, rng } = netns.env
  const isFree = (tuple: Tuple): boolean => !conntrack.isReplyTaken(invert(tuple), nowNs)
  const hasPorts = moved.protocol === PROTO_ICMP || moved.protocol === PROTO_TCP || moved.protocol === PROTO_UDP
  if (!hasPorts) return moved
  const keepsPort = !range.randomFully && (range.ports === undefined || (moved.sourcePort >= range.ports.from && moved.sourcePort <= range.ports.to))
  if (keepsPort && isFree(moved)) return moved
  const { from, to } = range.ports ?? sourcePortRange(moved)
  const size = to - from + 1
  let tuple = moved
  // fewer ports are tried each time, from somewhere else; the last of them is kept, and meets its like when it is to be entered
  for (let attempts = Math.min(size, MOST_ATTEMPTS); ; attempts >>= 1) {
    const offset = rng.nextBelow(size)
    for (let i = 0; i < attempts; i++) {
      tuple = { ...moved, sourcePort: from + ((offset + i) % size) }
      if (isFree(tuple)) return tuple
    }
    if (attempts >= size || attempts < LEAST_ATTEMPTS) return tuple
  }
}

/** nf_nat_l4proto_unique_tuple: `max_attempts`, and the number under which no other round is begun. */
const MOST_ATTEMPTS = 128
const LEAST_ATTEMPTS = 16

/** Low ports stay low (nf_nat_l4proto_unique_tuple); an ICMP id may be any. */
function sourcePortRange(tuple: Tuple): PortRange {
  if (tuple.protocol === PROTO_ICMP) return { from: 0, to: 0xffff }
  if (tuple.sourcePort < 512) return { from: 1, to: 511 }
  return tuple.sourcePort < 1024 ? { from: 600, to: 1023 } : { from: 1024, to: 0xffff }
}

/** nf_nat_icmp_reply_translation: a redirect is dropped where the connection is rewritten, or not all of that has been decided. */
export function isWithheldRedirect({ data, network, isRelated }: Skb, connection: Connection): boolean {
  if (!isRelated || data[network + headerLength(data, network)] !== ICMP_REDIRECT) return false
  return !connection.sourceNatDecided || !connection.destinationNatDecided || connection.sourceNat || connection.destinationNat
}

/** nf_nat_packet: rewrites a packet of a connection that is (or answers to one that is) rewritten this way. */
export function rewritePacket(netns: Netns, skb: Skb, manipulation: Manipulation, by: number): void {
  const connection = skb.connection as Connection
  const concerned = (manipulation === 'source') === !skb.isReply ? connection.sourceNat : connection.destinationNat
  if (!concerned) return
  const target = invert(skb.isReply ? connection.original : connection.reply)
  if (skb.isRelated) {
    rewriteIcmpError(skb, target, manipulation)
    recordRewrite(netns, skb, connection, manipulation, target, by)
    return
  }
  const { data, network } = skb
  rewriteAt(data, network, skb.end, target, manipulation)
  if (data[network + IP_PROTOCOL] === PROTO_ICMP) fillIcmpChecksum(skb, network + headerLength(data, network))
  skb.frame = -1
  recordRewrite(netns, skb, connection, manipulation, target, by)
}

function recordRewrite(netns: Netns, skb: Skb, { number }: Connection, manipulation: Manipulation, target: Tuple, by: number): void {
  const isSource = manipulation === 'source'
  const address = isSource ? target.source : target.destination
  const port = isSource || target.protocol === PROTO_ICMP ? target.sourcePort : target.destinationPort
  recordEvent(netns, isSource ? 'nat.source' : 'nat.destination', null, skb, by >= 0 ? by : -1 - number, address | 0, port)
}

/** manip_pkt: address, port or ICMP id, and the checksums that cover them. */
function rewriteAt(data: Uint8Array, network: number, end: number, target: Tuple, manipulation: Manipulation): void {
  const isSource = manipulation === 'source'
  const addressAt = network + (isSource ? IP_SOURCE : IP_DESTINATION)
  const address = isSource ? target.source : target.destination
  const before = read32(data, addressAt)
  write32(data, addressAt, address)
  fillHeaderChecksum(data, network)
  if ((read16(data, network + IP_FRAGMENT) & IP_OFFSET_MASK) !== 0) return
  const at = network + headerLength(data, network)
  const protocol = data[network + IP_PROTOCOL] as number
  if (protocol === PROTO_ICMP) {
    if (end - at >= 8) {
      // a packet that an error quotes keeps a checksum of its own
      write16(data, at + 2, updateChecksum(read16(data, at + 2), read16(data, at + 4), target.sourcePort))
      write16(data, at + 4, target.sourcePort)
    }
  } else if (protocol === PROTO_TCP || protocol === PROTO_UDP) {
    if (end - at >= 4) rewritePort(data, at, end, protocol, before, address, isSource ? { offset: 0, port: target.sourcePort } : { offset: 2, port: target.destinationPort })
  }
}

function rewritePort(data: Uint8Array, at: number, end: number, protocol: number, addressBefore: number, address: number, side: { offset: number; port: number }): void {
  const portBefore = read16(data, at + side.offset)
  write16(data, at + side.offset, side.port)
  const checksumAt = at + (protocol === PROTO_TCP ? 16 : 6)
  if (checksumAt + 2 > end) return
  const checksum = read16(data, checksumAt)
  if (protocol === PROTO_UDP && checksum === 0) return
  let adjusted = updateChecksum(checksum, addressBefore >>> 16, address >>> 16)
  adjusted = updateChecksum(adjusted, addressBefore & 0xffff, address & 0xffff)
  adjusted = updateChecksum(adjusted, portBefore, side.port)
  write16(data, checksumAt, protocol === PROTO_UDP && adjusted === 0 ? 0xffff : adjusted)
}

/** nf_nat_icmp_reply_translation: the quoted packet is rewritten the other way round, then the error's own address. */
function rewriteIcmpError(skb: Skb, target: Tuple, manipulation: Manipulation): void {
  const { data, network } = skb
  const at = network + headerLength(data, network)
  const isSource = manipulation === 'source'
  // The quoted packet ran against the direction of the error.
  rewriteAt(data, at + 8, skb.end, invert(target), isSource ? 'destination' : 'source')
  write32(data, network + (isSource ? IP_SOURCE : IP_DESTINATION), isSource ? target.source : target.destination)
  fillHeaderChecksum(data, network)
  fillIcmpChecksum(skb, at)
  skb.frame = -1
}
