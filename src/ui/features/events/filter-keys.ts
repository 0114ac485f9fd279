import { formatIpv4, networkOf, parseIpv4, prefixContains } from '../../../core/wire/ipv4-address'
import type { Ipv4Prefix } from '../../../core/wire/ipv4-address'
import type { EventFacts, EventPredicate, PortPair } from './event-filter'
import { FIELD_KEYS, MAC_KEYS, valuesOf } from './field-keys'
import { nearestName } from './nearest-name'

export const FILTER_PROTOCOLS = ['icmp', 'udp', 'tcp', 'arp', 'ip', 'ipip', 'vxlan', 'wireguard'] as const
export const FILTER_FLAGS = ['drop', 'dropped', 'frame', 'decision'] as const
/** Names of headers that can be asked for by `proto` only. */
const MORE_PROTOCOLS = ['eth', 'ethernet', 'ipv4'] as const

export type Comparison = '==' | '!=' | '>' | '<' | '>=' | '<='

/** What the lab in sight is made of; names are lower-case. */
export interface FilterNames {
  /** Namespaces and segments, each with its addresses. */
  readonly nodes: ReadonlyMap<string, readonly string[]>
  readonly ifaces: ReadonlySet<string>
}

/** A value that nothing has: what it should have been, and those that there are, or the nearest. */
export interface NoSuchValue {
  readonly what: 'address' | 'net' | 'node' | 'iface' | 'protocol' | 'port' | 'number'
  readonly nearest?: string
  readonly known?: readonly string[]
}

type Read = (value: string, comparison: Comparison, names: FilterNames) => EventPredicate | NoSuchValue

/** A key of so many words that a value follows. */
export interface FilterKey {
  readonly words: 1 | 2
  readonly read: Read
  /** More and less can be asked. */
  readonly hasOrder: boolean
}

const SOURCES = (event: EventFacts) => [...event.sources]
const DESTINATIONS = (event: EventFacts) => [...event.destinations]
const BOTH_ENDS = (event: EventFacts) => [...event.sources, ...event.destinations]

const SOURCE_PORT = (pair: PortPair) => [pair.source]
const DESTINATION_PORT = (pair: PortPair) => [pair.destination]
const BOTH_PORTS = (pair: PortPair) => [pair.source, pair.destination]

const port = (of: (pair: PortPair) => readonly number[], protocol?: PortPair['protocol']): Read =>
  aNumber('port', 65_535, (event) => event.ports.filter((pair) => protocol === undefined || pair.protocol === protocol).flatMap(of))

/** Keys with a value, in the words of tcpdump's filters, and in Wireshark's where those are shorter than an explanation. */
const KEYS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['host', anAddress(BOTH_ENDS)],
  ['ip.addr', anAddress(BOTH_ENDS)],
  ['ip.host', anAddress(BOTH_ENDS)],
  ['src', anAddress(SOURCES)],
  ['src host', anAddress(SOURCES)],
  ['ip.src', anAddress(SOURCES)],
  ['dst', anAddress(DESTINATIONS)],
  ['dst host', anAddress(DESTINATIONS)],
  ['ip.dst', anAddress(DESTINATIONS)],
  ['net', aNet(BOTH_ENDS)],
  ['src net', aNet(SOURCES)],
  ['dst net', aNet(DESTINATIONS)],
  ['proto', aProtocol],
  ['ip.proto', aProtocol],
  ['port', port(BOTH_PORTS)],
  ['src port', port(SOURCE_PORT)],
  ['dst port', port(DESTINATION_PORT)],
  ['udp.port', port(BOTH_PORTS, 'udp')],
  ['udp.srcport', port(SOURCE_PORT, 'udp')],
  ['udp.dstport', port(DESTINATION_PORT, 'udp')],
  ['tcp.port', port(BOTH_PORTS, 'tcp')],
  ['tcp.srcport', port(SOURCE_PORT, 'tcp')],
  ['tcp.dstport', port(DESTINATION_PORT, 'tcp')],
  ['frame.len', aNumber('number', Infinity, ({ bytes }) => (bytes === undefined ? [] : [bytes]))],
  ['node', (value, comparison, { nodes }) => (nodes.has(value) ? equality(comparison, (event) => event.node === value) : noSuch('node', value, [...nodes.keys()]))],
  ['iface', anInterface],
  ['text', hasText],
  ['frame contains', hasText],
  ...[...FIELD_KEYS].map(([key, field]) => [key, aNumber('number', Infinity, (event) => valuesOf(event, field).map(({ value }) => value))] as const),
  ...[...MAC_KEYS].map(([key, field]) => [key, (value: string, comparison: Comparison) => equality(comparison, (event) => valuesOf(event, field).some(({ text }) => text === value))] as const),
])
const WITH_ORDER: ReadonlySet<string> = new Set(['frame.len', ...FIELD_KEYS.keys(), ...[...KEYS.keys()].filter((key) => key.endsWith('port'))])

/** The key that these words begin: `src host` before `src`. */
export function filterKey(word: string, next: string | undefined): FilterKey | undefined {
  const two = next === undefined ? undefined : KEYS.get(`${word} ${next}`)
  const read = two ?? KEYS.get(word)
  return read && { words: two ? 2 : 1, read, hasOrder: WITH_ORDER.has(two ? `${word} ${next}` : word) }
}

/** The word of a filter that a mistyped one means. */
export function nearestWord(word: string): { readonly nearest?: string } {
  const nearest = nearestName(word, [...FILTER_PROTOCOLS, ...FILTER_FLAGS, ...[...KEYS.keys()].filter((key) => !key.includes(' '))])
  return nearest === undefined ? {} : { nearest }
}

/** `!=` as Wireshark has it: not one of them is equal. */
function equality(comparison: Comparison, isEqual: EventPredicate): EventPredicate {
  return comparison === '!=' ? (event) => !isEqual(event) : isEqual
}

function hasText(value: string, comparison: Comparison): EventPredicate {
  return equality(comparison, (event) => event.text.includes(value))
}

function noSuch(what: NoSuchValue['what'], value: string, known: readonly string[]): NoSuchValue {
  const nearest = nearestName(value, known)
  return nearest === undefined ? { what, known } : { what, nearest }
}

/** An address, a prefix, or a name of the lab for all the addresses that it has. */
function anAddress(of: (event: EventFacts) => readonly string[]): Read {
  return (value, comparison, { nodes }) => {
    const named = nodes.get(value)
    if (named) return equality(comparison, (event) => of(event).some((address) => named.includes(address)))
    const address = parseIpv4(value)
    if (address !== undefined) return equality(comparison, (event) => of(event).includes(formatIpv4(address)))
    const prefix = value.includes('/') ? netOf(value) : undefined
    if (prefix) return equality(comparison, (event) => of(event).some((one) => isWithin(one, prefix)))
    return /^[\d./]+$/.test(value) ? { what: 'address' } : { ...noSuch('address', value, [...nodes].flatMap(([name, addresses]) => (addresses.length > 0 ? [name] : []))) }
  }
}

function aNet(of: (event: EventFacts) => readonly string[]): Read {
  return (value, comparison) => {
    const prefix = netOf(value)
    return prefix ? equality(comparison, (event) => of(event).some((address) => isWithin(address, prefix))) : { what: 'net' }
  }
}

function isWithin(address: string, prefix: Ipv4Prefix): boolean {
  const parsed = parseIpv4(address)
  return parsed !== undefined && prefixContains(prefix, parsed)
}

/** `172.16.34.0/24`, and `172.16.34` for it, as tcpdump has it; bits of a host are not minded. */
function netOf(value: string): Ipv4Prefix | undefined {
  const [quad = '', length, ...rest] = value.split('/')
  const given = quad.split('.')
  const address = parseIpv4([...given, '0', '0', '0'].slice(0, Math.max(4, given.length)).join('.'))
  const prefixLength = length === undefined ? given.length * 8 : /^\d{1,2}$/.test(length) ? Number(length) : NaN
  return address === undefined || rest.length > 0 || !(prefixLength <= 32) ? undefined : { network: networkOf(address, prefixLength), prefixLength }
}

function aProtocol(value: string, comparison: Comparison): EventPredicate | NoSuchValue {
  const names: readonly string[] = [...FILTER_PROTOCOLS, ...MORE_PROTOCOLS]
  const isNumber = /^\d{1,3}$/.test(value) && Number(value) <= 255
  if (!isNumber && !names.includes(value)) return noSuch('protocol', value, names)
  const wanted = isNumber ? String(Number(value)) : value
  return equality(comparison, (event) => event.protocols.has(wanted))
}

/** `cali*` stands for all that begin so. */
function anInterface(value: string, comparison: Comparison, { ifaces }: FilterNames): EventPredicate | NoSuchValue {
  const beginning = value.endsWith('*') ? value.slice(0, -1) : undefined
  const isMeant = (name: string): boolean => (beginning === undefined ? name === value : name.startsWith(beginning))
  return [...ifaces].some(isMeant) ? equality(comparison, (event) => isMeant(event.iface)) : noSuch('iface', value, [...ifaces])
}

const ORDERS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
}

function aNumber(what: 'port' | 'number', most: number, of: (event: EventFacts) => readonly number[]): Read {
  return (value, comparison) => {
    const wanted = /^(\d{1,9}|0x[\da-f]{1,8})$/.test(value) ? Number(value) : NaN
    if (!(wanted <= most)) return { what }
    const isMet = ORDERS[comparison]
    return equality(comparison, (event) => of(event).some((one) => isMet(one, wanted)))
  }
}
