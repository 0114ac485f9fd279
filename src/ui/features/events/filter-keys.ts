import { formatIpv4, networkOf, parseIpv4, prefixContains } from '../../../core/wire/ipv4-address'
import type { Ipv4Prefix } from '../../../core/wire/ipv4-address'
import type { EventFacts, EventPredicate, PortPair } from './event-filter'
import { ADDRESS_KEYS, FLAG_KEYS, MAC_KEYS, NUMBER_KEYS, headersOf } from './field-keys'
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
  readonly what: 'address' | 'net' | 'node' | 'iface' | 'protocol' | 'port' | 'number' | 'mac'
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
  /** What the key says where nothing follows it: that the frame has such a field. */
  readonly isThere: EventPredicate | undefined
}

type Key = Pick<FilterKey, 'read'> & Partial<FilterKey>

const SOURCES = (event: EventFacts) => [...event.sources]
const DESTINATIONS = (event: EventFacts) => [...event.destinations]
const BOTH_ENDS = (event: EventFacts) => [...event.sources, ...event.destinations]
/** tcpdump's `host` knows ARP's addresses too, Wireshark's `ip.addr` those of IP alone. */
const ofIp = (of: (event: EventFacts) => readonly string[]) => (event: EventFacts) => (event.protocols.has('ip') ? of(event) : [])

const SOURCE_PORT = (pair: PortPair) => [pair.source]
const DESTINATION_PORT = (pair: PortPair) => [pair.destination]
const BOTH_PORTS = (pair: PortPair) => [pair.source, pair.destination]

const portsOf = (of: (pair: PortPair) => readonly number[], protocol?: PortPair['protocol']) => (event: EventFacts) =>
  event.ports.filter((pair) => protocol === undefined || pair.protocol === protocol).flatMap(of)

/** tcpdump's words, which nothing but a value can follow. */
const word = (read: Read, hasOrder = false): Key => ({ read, hasOrder })
const ports = (of: (pair: PortPair) => readonly number[], protocol?: PortPair['protocol']): Key => ({
  read: aNumber('port', 65_535, portsOf(of, protocol)),
  hasOrder: true,
  ...(protocol === undefined ? {} : { isThere: (event) => portsOf(of, protocol)(event).length > 0 }),
})
const numbers = (of: (event: EventFacts) => readonly number[], names: ReadonlyMap<string, number> = new Map()): Key => ({
  read: aNumber('number', Infinity, of, names),
  hasOrder: true,
  isThere: (event) => of(event).length > 0,
})
const addresses = (of: (event: EventFacts) => readonly string[]): Key => ({ read: anAddress(of), isThere: (event) => of(event).length > 0 })
const macs = (of: (event: EventFacts) => readonly string[]): Key => ({ read: aMac(of), isThere: (event) => of(event).length > 0 })

const TRUTH: ReadonlyMap<string, number> = new Map([['true', 1], ['false', 0]])

/** A number of the header, or the one that the line has for it: counted from the connection's first. */
const sequence = (key: 'tcp.seq_raw' | 'tcp.ack_raw', shown: RegExp): Key => {
  const ofHeader = NUMBER_KEYS.get(key) ?? (() => [])
  return numbers((event) => [...ofHeader(headersOf(event)), ...(event.protocols.has('tcp') ? [...event.text.matchAll(shown)].map(([, digits]) => Number(digits)) : [])])
}

/** Keys with a value, in the words of tcpdump's filters, and by the names of Wireshark's fields. */
const KEYS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['host', word(anAddress(BOTH_ENDS))],
  ['src', word(anAddress(SOURCES))],
  ['src host', word(anAddress(SOURCES))],
  ['dst', word(anAddress(DESTINATIONS))],
  ['dst host', word(anAddress(DESTINATIONS))],
  ['net', word(aNet(BOTH_ENDS))],
  ['src net', word(aNet(SOURCES))],
  ['dst net', word(aNet(DESTINATIONS))],
  ['proto', word(aProtocol)],
  ['port', ports(BOTH_PORTS)],
  ['src port', ports(SOURCE_PORT)],
  ['dst port', ports(DESTINATION_PORT)],
  ['node', word((value, comparison, { nodes }) => (nodes.has(value) ? equality(comparison, (event) => event.node === value) : noSuch('node', value, [...nodes.keys()])))],
  ['iface', word(anInterface)],
  ['text', word(hasText)],
  ['frame contains', word(hasText)],
  ['frame.number', numbers(({ number }) => (number === undefined ? [] : [number]))],
  ['frame.time_relative', numbers(({ seconds }) => (seconds === undefined ? [] : [seconds]))],
  ['frame.len', numbers(({ bytes }) => (bytes === undefined ? [] : [bytes]))],
  ['frame.cap_len', numbers(({ bytes }) => (bytes === undefined ? [] : [bytes]))],
  ['frame.interface_name', word(anInterface)],
  ...['ip.addr', 'ip.host'].map((key) => [key, addresses(ofIp(BOTH_ENDS))] as const),
  ...['ip.src', 'ip.src_host'].map((key) => [key, addresses(ofIp(SOURCES))] as const),
  ...['ip.dst', 'ip.dst_host'].map((key) => [key, addresses(ofIp(DESTINATIONS))] as const),
  ['ip.proto', word(aProtocol)],
  ...(['udp', 'tcp'] as const).flatMap((protocol) => [
    [`${protocol}.port`, ports(BOTH_PORTS, protocol)] as const,
    [`${protocol}.srcport`, ports(SOURCE_PORT, protocol)] as const,
    [`${protocol}.dstport`, ports(DESTINATION_PORT, protocol)] as const,
  ]),
  ['tcp.seq', sequence('tcp.seq_raw', /\bseq (\d+)/g)],
  ['tcp.ack', sequence('tcp.ack_raw', /\back (\d+)/g)],
  ...[...NUMBER_KEYS].map(([key, of]) => [key, numbers((event) => of(headersOf(event)))] as const),
  ...[...FLAG_KEYS].map(([key, of]) => [key, numbers((event) => of(headersOf(event)), TRUTH)] as const),
  ...[...ADDRESS_KEYS].map(([key, of]) => [key, addresses((event) => of(headersOf(event)))] as const),
  ...[...MAC_KEYS].map(([key, of]) => [key, macs((event) => of(headersOf(event)))] as const),
])

/** The key that these words begin: `src host` before `src`. */
export function filterKey(first: string, next: string | undefined): FilterKey | undefined {
  const two = next === undefined ? undefined : KEYS.get(`${first} ${next}`)
  const key = two ?? KEYS.get(first)
  return key && { words: two ? 2 : 1, read: key.read, hasOrder: key.hasOrder === true, isThere: key.isThere }
}

/** The word of a filter that a mistyped one means; of a field that there is not, the fields of that protocol, the most alike first. */
export function nearestWord(wrong: string): { readonly nearest?: string; readonly known?: readonly string[] } {
  const single = [...KEYS.keys()].filter((key) => !key.includes(' '))
  const nearest = nearestName(wrong, [...FILTER_PROTOCOLS, ...FILTER_FLAGS, ...single])
  if (nearest !== undefined) return { nearest }
  const protocol = wrong.slice(0, wrong.indexOf('.') + 1)
  const known = protocol === '' ? [] : single.filter((key) => key.startsWith(protocol))
  return known.length === 0 ? {} : { known: known.toSorted((a, b) => sharedStart(b, wrong) - sharedStart(a, wrong)) }
}

function sharedStart(a: string, b: string): number {
  let count = 0
  while (count < a.length && a[count] === b[count]) count++
  return count
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

/** A number, also in hexadecimal; a word that stands for one; `1..5` for any of those. */
function aNumber(what: 'port' | 'number', most: number, of: (event: EventFacts) => readonly number[], names: ReadonlyMap<string, number> = new Map()): Read {
  const numberOf = (value: string): number => names.get(value) ?? (/^(\d{1,10}(\.\d{1,9})?|0x[\da-f]{1,12})$/.test(value) ? Number(value) : NaN)
  return (value, comparison) => {
    const [from = NaN, to = from] = value.split('..').map(numberOf)
    if (!(from <= to && to <= most) || (to !== from && comparison !== '==' && comparison !== '!=')) return { what }
    const isMet = ORDERS[comparison]
    return equality(comparison, (event) => of(event).some((one) => (to === from ? isMet(one, from) : one >= from && one <= to)))
  }
}

/** With colons, dashes or points, as people copy it. */
function aMac(of: (event: EventFacts) => readonly string[]): Read {
  return (value, comparison) => {
    const digits = value.replaceAll(/[:.-]/g, '')
    if (!/^[\da-f]{12}$/.test(digits)) return { what: 'mac' }
    const mac = digits.replace(/..(?!$)/g, '$&:')
    return equality(comparison, (event) => of(event).includes(mac))
  }
}
