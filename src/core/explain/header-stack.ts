import type { FieldView, HeaderView } from '../trace/dissect'
import { TCP_FLAGS_AS_SAID } from '../wire/tcp'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { withCommas } from './sentence'

type Tables = Words['tables']

/** What a box of the stack shows at a glance; all fields are in the header itself. */
export interface StackedHeader {
  readonly header: HeaderView
  /** Position in the frame's list of headers. */
  readonly index: number
  /** `Outer IPv4`, `ICMP echo request`. */
  readonly name: string
  /** `20`, or `8 + 56` where data follows directly. */
  readonly sizeText: string
  readonly ends: { readonly source: FieldView; readonly destination: FieldView } | undefined
  readonly notes: readonly HeaderNote[]
}

export interface HeaderNote {
  readonly label: string
  readonly value: string
  /** The field that lights up with it. */
  readonly field: FieldView | undefined
}

/** A frame as nested boxes: a link header, an envelope that contains what it wraps, and the packet itself. */
export interface HeaderStack {
  readonly link: StackedHeader | undefined
  readonly envelope: { readonly mode: 'ipip' | 'vxlan' | 'wireguard'; readonly headers: readonly StackedHeader[] } | undefined
  readonly inner: readonly StackedHeader[]
  /** Every header once, outermost first. */
  readonly all: readonly StackedHeader[]
}

export function headerStack(headers: readonly HeaderView[], { tables }: Words = EN): HeaderStack {
  const mode = envelopeMode(headers)
  const innerStart = mode === undefined ? linkCount(headers) : innerStartOf(headers, mode)
  const all = headers.flatMap((header, index) => {
    const follower = headers[index + 1]
    if (header.proto === 'data' && index > 0 && carriesData(headers[index - 1])) return []
    const data = carriesData(header) && follower?.proto === 'data' ? follower.byteLength : 0
    return [stacked(header, index, nameOf(header, index, innerStart, mode, tables.headers), data, tables)]
  })
  const link = all[0]?.header.proto === 'ethernet' ? all[0] : undefined
  return {
    link,
    envelope: mode && { mode, headers: all.filter((item) => item !== link && item.index < innerStart) },
    inner: all.filter((item) => item !== link && item.index >= innerStart),
    all,
  }
}

/** Whether that is what nobody on the wire can read. */
export function isCiphertext({ header }: StackedHeader, { envelope }: HeaderStack): boolean {
  return header.proto === 'data' && envelope?.mode === 'wireguard'
}

/** What wraps the packet, read from the headers themselves. Quoted packets do not count, and in a handshake there is none. */
export function envelopeMode(headers: readonly HeaderView[]): 'ipip' | 'vxlan' | 'wireguard' | undefined {
  const own = headers.filter((header) => !header.quoted)
  if (own.some(({ proto }, index) => proto === 'wireguard' && own[index + 1] !== undefined)) return 'wireguard'
  if (own.some((header) => header.proto === 'vxlan')) return 'vxlan'
  return own.filter((header) => header.proto === 'ipv4').length > 1 ? 'ipip' : undefined
}

export function fieldNamed(header: HeaderView, name: string): FieldView | undefined {
  return header.fields.find((field) => field.name === name)
}

function linkCount(headers: readonly HeaderView[]): number {
  return headers[0]?.proto === 'ethernet' ? 1 : 0
}

/** The first header inside the envelope; for a seal that is the ciphertext. */
function innerStartOf(headers: readonly HeaderView[], mode: 'ipip' | 'vxlan' | 'wireguard'): number {
  if (mode === 'ipip') return linkCount(headers) + 1
  return headers.findIndex((header) => header.proto === mode) + 1
}

/** Headers whose payload is told beside their own size instead of in a box of its own. */
function carriesData(header: HeaderView | undefined): boolean {
  return header?.proto === 'icmp' || header?.proto === 'udp' || header?.proto === 'tcp'
}

function nameOf(header: HeaderView, index: number, innerStart: number, mode: string | undefined, words: Tables['headers']): string {
  const placed = (name: string) => (mode === undefined ? name : index < innerStart ? words.outer({ name }) : words.inner({ name }))
  const quoted = (name: string) => (header.quoted ? words.quoted({ name }) : name)
  switch (header.proto) {
    case 'ethernet':
      return index === 0 ? 'Ethernet' : words.inner({ name: 'Ethernet' })
    case 'ipv4':
      return header.quoted ? quoted('IPv4') : placed('IPv4')
    case 'icmp':
      return quoted(header.title)
    case 'udp':
    case 'tcp':
      return quoted(header.proto.toUpperCase())
    case 'vxlan':
      return 'VXLAN'
    case 'arp':
      return fieldNamed(header, 'operation')?.value === 1 ? 'ARP request' : 'ARP reply'
    case 'wireguard':
    case 'tag':
      return header.title
    case 'data':
      return mode === 'wireguard' ? words.sealed : words.data
  }
}

function stacked(header: HeaderView, index: number, name: string, dataBytes: number, tables: Tables): StackedHeader {
  const source = fieldNamed(header, 'source') ?? fieldNamed(header, 'sourcePort') ?? fieldNamed(header, 'senderAddress')
  const destination = fieldNamed(header, 'destination') ?? fieldNamed(header, 'destinationPort') ?? fieldNamed(header, 'targetAddress')
  return {
    header,
    index,
    name,
    sizeText: dataBytes > 0 ? `${header.byteLength} + ${withCommas(dataBytes)}` : withCommas(header.byteLength),
    ends: source && destination && { source, destination },
    notes: [...notesOf(header, tables), ...(dataBytes > 0 ? [{ label: tables.headers.dataNote, value: `${withCommas(dataBytes)} B`, field: undefined }] : [])],
  }
}

/** Which fields matter at a glance, by protocol: label and field name. */
const NOTED_FIELDS: Readonly<Partial<Record<HeaderView['proto'], readonly (readonly [label: string, field: string])[]>>> = {
  icmp: [['id', 'identifier'], ['seq', 'sequence'], ['next-hop MTU', 'nextHopMtu']],
  vxlan: [['VNI', 'vni']],
  wireguard: [['type', 'type'], ['receiver', 'receiverIndex'], ['counter', 'counter']],
  arp: [['sender', 'senderMac'], ['target', 'targetMac']],
}

function notesOf(header: HeaderView, tables: Tables): HeaderNote[] {
  if (header.proto === 'ipv4') return ipv4Notes(header, tables)
  if (header.proto === 'tcp') return tcpNotes(header, tables)
  return (NOTED_FIELDS[header.proto] ?? []).flatMap(([label, name]) => {
    const field = fieldNamed(header, name)
    return field ? [{ label, value: field.text, field }] : []
  })
}

/** RFC 9293, 3.1: the acknowledgment number counts only with ACK. */
function tcpNotes(header: HeaderView, { noFlags }: Tables): HeaderNote[] {
  const set = TCP_FLAGS_AS_SAID.flatMap((flag) => fieldNamed(header, flag.toLowerCase()) ?? []).filter(({ value }) => value === 1)
  const numbers = [['seq', 'sequence'], ...(set.some(({ name }) => name === 'ack') ? [['ack', 'acknowledgment']] : []), ['window', 'window']] as const
  return [
    { label: 'flags', value: set.map(({ label }) => label).join(' ') || noFlags, field: set[0] },
    ...numbers.flatMap(([label, name]) => {
      const field = fieldNamed(header, name)
      return field ? [{ label, value: field.text, field }] : []
    }),
  ]
}

/** RFC 791, 3.1: offsets count units of eight octets. */
const FRAGMENT_UNIT_BYTES = 8

function ipv4Notes(header: HeaderView, { noFlags }: Tables): HeaderNote[] {
  const note = (label: string, name: string): HeaderNote[] => {
    const field = fieldNamed(header, name)
    return field ? [{ label, value: field.text, field }] : []
  }
  const flags = [fieldNamed(header, 'dontFragment')?.value === 1 ? 'DF' : '', fieldNamed(header, 'moreFragments')?.value === 1 ? 'MF' : '']
  const offset = fieldNamed(header, 'fragmentOffset')
  const offsetUnits = offset?.value ?? 0
  const isFragment = offsetUnits > 0 || flags.includes('MF')
  const flagText = flags.filter((flag) => flag !== '').join(' ') || noFlags
  return [
    ...note('TTL', 'ttl'),
    ...note('proto', 'protocol'),
    { label: 'flags', value: flagText, field: fieldNamed(header, 'dontFragment') },
    ...(isFragment ? [{ label: 'offset', value: String(offsetUnits * FRAGMENT_UNIT_BYTES), field: offset }] : []),
    ...note('length', 'totalLength'),
    ...note('id', 'identification'),
  ]
}
