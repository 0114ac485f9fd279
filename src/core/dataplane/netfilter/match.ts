import { read16, read32 } from '../bytes'
import type { Device } from '../device'
import { headerLength, IP_DESTINATION, IP_FRAGMENT, IP_OFFSET_MASK, IP_PROTOCOL, IP_SOURCE, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../ipv4-header'
import type { Ipset } from '../ipset'
import type { Netns } from '../netns'
import type { Skb } from '../skb'
import { maskOf } from '../../wire/ipv4-address'
import type { AddressType, ConnectionState, MatchSpec } from './rule-spec'

/** The packet in hand, at one hook. */
export interface MatchContext {
  readonly netns: Netns
  readonly skb: Skb
  readonly inDevice: Device | null
  readonly outDevice: Device | null
}

export type Match = (context: MatchContext) => boolean

/** Turns a match into a function; `sets` finds an ipset when the packet is there (sets come and go). */
export function compileMatch(spec: MatchSpec, sets: ReadonlyMap<string, Ipset>): Match {
  switch (spec.kind) {
    case 'source':
    case 'destination': {
      const at = spec.kind === 'source' ? IP_SOURCE : IP_DESTINATION
      const mask = maskOf(spec.prefix.prefixLength)
      return ({ skb }) => ((read32(skb.data, skb.network + at) & mask) >>> 0 === spec.prefix.network) !== spec.negated
    }
    case 'in':
      return ({ inDevice }) => nameMatches(spec.name, inDevice) !== spec.negated
    case 'out':
      return ({ outDevice }) => nameMatches(spec.name, outDevice) !== spec.negated
    case 'protocol':
      return ({ skb }) => (skb.data[skb.network + IP_PROTOCOL] === spec.protocol) !== spec.negated
    case 'port':
      return ({ skb }) => {
        const port = portOf(skb, spec.side)
        return port !== undefined && (port >= spec.from && port <= spec.to) !== spec.negated
      }
    case 'multiport':
      return ({ skb }) => {
        const candidates = spec.side === 'either' ? [portOf(skb, 'source'), portOf(skb, 'destination')] : [portOf(skb, spec.side)]
        if (candidates.some((port) => port === undefined)) return false
        return candidates.some((port) => spec.ports.some((range) => (port as number) >= range.from && (port as number) <= range.to)) !== spec.negated
      }
    case 'icmp-type':
      return ({ skb }) => icmpMatches(skb, spec.type, spec.code) !== spec.negated
    case 'comment':
      return () => true
    case 'set': {
      const at = spec.side === 'src' ? IP_SOURCE : IP_DESTINATION
      return ({ skb }) => (sets.get(spec.set)?.has(read32(skb.data, skb.network + at)) ?? false) !== spec.negated
    }
    case 'addrtype':
      return (context) => addressTypeMatches(context, spec)
    case 'mark':
      return ({ skb }) => (((skb.mark & spec.mask) >>> 0) === spec.value) !== spec.negated
    case 'state':
      return ({ skb }) => isInState(skb, spec.states) !== spec.negated
    case 'rpfilter':
      return (context) => passesReversePath(context, spec.loose, spec.validMark) !== spec.inverted
  }
}

function nameMatches(pattern: string, device: Device | null): boolean {
  const name = device === null ? '' : device.name
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

function portOf(skb: Skb, side: 'source' | 'destination'): number | undefined {
  const { data, network } = skb
  const protocol = data[network + IP_PROTOCOL]
  if (protocol !== PROTO_TCP && protocol !== PROTO_UDP) return undefined
  if ((read16(data, network + IP_FRAGMENT) & IP_OFFSET_MASK) !== 0) return undefined
  return read16(data, network + headerLength(data, network) + (side === 'source' ? 0 : 2))
}

function icmpMatches(skb: Skb, type: number, code: number | undefined): boolean {
  const { data, network } = skb
  if (data[network + IP_PROTOCOL] !== PROTO_ICMP) return false
  const at = network + headerLength(data, network)
  return data[at] === type && (code === undefined || data[at + 1] === code)
}

/** What `--ctstate` sees; a packet of a connection that was rewritten is SNAT or DNAT besides. */
function isInState(skb: Skb, states: readonly ConnectionState[]): boolean {
  if (skb.untracked) return states.includes('UNTRACKED')
  const { connection } = skb
  if (connection === null) return states.includes('INVALID')
  if (states.includes(skb.isRelated ? 'RELATED' : skb.isReply || connection.seenReply ? 'ESTABLISHED' : 'NEW')) return true
  return (connection.sourceNat && states.includes('SNAT')) || (connection.destinationNat && states.includes('DNAT'))
}

function addressTypeMatches(context: MatchContext, spec: MatchSpec & { readonly kind: 'addrtype' }): boolean {
  const { netns, skb } = context
  const device = spec.limitTo === 'in' ? context.inDevice : spec.limitTo === 'out' ? context.outDevice : null
  const isOfType = (type: AddressType, at: number): boolean => hasType(netns, read32(skb.data, skb.network + at), type, device) !== type.negated
  return (spec.source === undefined || isOfType(spec.source, IP_SOURCE)) && (spec.destination === undefined || isOfType(spec.destination, IP_DESTINATION))
}

/** inet_addr_type, limited to one device where `--limit-iface` asks for it (inet_dev_addr_type). */
function hasType(netns: Netns, address: number, { type }: AddressType, device: Device | null): boolean {
  if (type === 'BLACKHOLE') return false
  const route = netns.fib.table(255).lookup(address)
  const relevant = route !== undefined && (device === null || route.device === device) ? route : undefined
  if (type === 'LOCAL') return relevant?.isLocal === true
  if (type === 'BROADCAST') return relevant?.isBroadcast === true
  return relevant === undefined
}

function passesReversePath({ netns, skb, inDevice }: MatchContext, loose: boolean, validMark: boolean): boolean {
  if (inDevice === null || inDevice.isLoopback) return true
  const source = read32(skb.data, skb.network + IP_SOURCE)
  const destination = read32(skb.data, skb.network + IP_DESTINATION)
  const route = netns.fib.lookup({ destination: source, source: destination, mark: validMark ? skb.mark : 0, inIfindex: 1, outIfindex: 0 })
  if (route === undefined || route.isLocal || route.isBroadcast) return false
  return loose || route.device === inDevice
}
