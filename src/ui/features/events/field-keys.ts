import { dissectFrame } from '../../../core/trace/dissect'
import type { HeaderView } from '../../../core/trace/dissect'
import { TCP_FLAGS_AS_SAID } from '../../../core/wire/tcp'
import type { EventFacts } from './event-filter'

/** What a frame has of a field: once of every such header, those within an envelope too. */
type Reading<Value> = (headers: readonly HeaderView[]) => readonly Value[]

/** The headers of the event's frame; what an ICMP error quotes is another packet's. */
export function headersOf({ frame }: EventFacts): readonly HeaderView[] {
  return frame === undefined ? [] : dissectFrame(frame.bytes, frame.linkLayer, frame.ports).filter(({ quoted }) => !quoted)
}

type Proto = HeaderView['proto']

const fieldsOf = (header: HeaderView, proto: Proto, names: readonly string[]) => (header.proto === proto ? header.fields.filter(({ name }) => names.includes(name)) : [])

/** `times`: the bytes that the field counts in. */
const number = (proto: Proto, name: string, times = 1): Reading<number> => (headers) =>
  headers.flatMap((header) => fieldsOf(header, proto, [name]).flatMap(({ value }) => (value === null ? [] : [value * times])))

const text = (proto: Proto, ...names: readonly string[]): Reading<string> => (headers) => headers.flatMap((header) => fieldsOf(header, proto, names).map((field) => field.text))

/** Fields that stand side by side, as one number. */
const joined = (proto: Proto, ...names: readonly string[]): Reading<number> => (headers) =>
  headers.flatMap((header) => {
    const fields = fieldsOf(header, proto, names)
    return fields.length === 0 ? [] : [fields.reduce((sum, { value, bitWidth }) => sum * 2 ** bitWidth + (value ?? 0), 0)]
  })

/** Bytes of data behind the header. */
const payload = (proto: Proto): Reading<number> => (headers) =>
  headers.flatMap((header, at) => {
    const next = headers[at + 1]
    return header.proto === proto ? [next?.proto === 'data' ? next.byteLength : 0] : []
  })

const WORD_BYTES = 4

/** One bit: `true` and `false` are said of it too. */
export const FLAG_KEYS: ReadonlyMap<string, Reading<number>> = new Map([
  ['ip.flags.rb', number('ipv4', 'reservedFlag')],
  ['ip.flags.df', number('ipv4', 'dontFragment')],
  ['ip.flags.mf', number('ipv4', 'moreFragments')],
  ...TCP_FLAGS_AS_SAID.map((flag) => flag.toLowerCase()).map((flag) => [`tcp.flags.${flag}`, number('tcp', flag)] as const),
  // what Wireshark calls two of them
  ['tcp.flags.reset', number('tcp', 'rst')],
  ['tcp.flags.push', number('tcp', 'psh')],
])

/** Numbers in headers, by the names that Wireshark gives them. */
export const NUMBER_KEYS: ReadonlyMap<string, Reading<number>> = new Map([
  ['eth.type', number('ethernet', 'etherType')],
  ['arp.opcode', number('arp', 'operation')],
  ['ip.version', number('ipv4', 'version')],
  ['ip.hdr_len', number('ipv4', 'headerLength', WORD_BYTES)],
  ['ip.dsfield', joined('ipv4', 'dscp', 'ecn')],
  ['ip.dsfield.dscp', number('ipv4', 'dscp')],
  ['ip.dsfield.ecn', number('ipv4', 'ecn')],
  ['ip.len', number('ipv4', 'totalLength')],
  ['ip.id', number('ipv4', 'identification')],
  ['ip.flags', joined('ipv4', 'reservedFlag', 'dontFragment', 'moreFragments')],
  ['ip.frag_offset', number('ipv4', 'fragmentOffset')],
  ['ip.ttl', number('ipv4', 'ttl')],
  ['ip.checksum', number('ipv4', 'checksum')],
  ['icmp.type', number('icmp', 'type')],
  ['icmp.code', number('icmp', 'code')],
  ['icmp.checksum', number('icmp', 'checksum')],
  ['icmp.ident', number('icmp', 'identifier')],
  ['icmp.seq', number('icmp', 'sequence')],
  ['icmp.mtu', number('icmp', 'nextHopMtu')],
  ['udp.length', number('udp', 'length')],
  ['udp.checksum', number('udp', 'checksum')],
  ['tcp.seq_raw', number('tcp', 'sequence')],
  ['tcp.ack_raw', number('tcp', 'acknowledgment')],
  ['tcp.hdr_len', number('tcp', 'dataOffset', WORD_BYTES)],
  ['tcp.len', payload('tcp')],
  ['tcp.flags', joined('tcp', 'reserved', 'cwr', 'ece', 'urg', 'ack', 'psh', 'rst', 'syn', 'fin')],
  ['tcp.window_size_value', number('tcp', 'window')],
  ['tcp.checksum', number('tcp', 'checksum')],
  ['tcp.options.mss_val', number('tcp', 'maximumSegmentSize')],
  ['tcp.options.wscale.shift', number('tcp', 'windowScale')],
  ['tcp.options.timestamp.tsval', number('tcp', 'timestamps')],
  ['vxlan.vni', number('vxlan', 'vni')],
  ['wg.type', number('wireguard', 'type')],
  ['wg.sender', number('wireguard', 'senderIndex')],
  ['wg.receiver', number('wireguard', 'receiverIndex')],
  ['wg.counter', number('wireguard', 'counter')],
])

/** MAC addresses likewise. */
export const MAC_KEYS: ReadonlyMap<string, Reading<string>> = new Map([
  ['eth.addr', text('ethernet', 'source', 'destination')],
  ['eth.src', text('ethernet', 'source')],
  ['eth.dst', text('ethernet', 'destination')],
  ['arp.src.hw_mac', text('arp', 'senderMac')],
  ['arp.dst.hw_mac', text('arp', 'targetMac')],
])

/** IPv4 addresses of other headers than IPv4's. */
export const ADDRESS_KEYS: ReadonlyMap<string, Reading<string>> = new Map([
  ['arp.src.proto_ipv4', text('arp', 'senderAddress')],
  ['arp.dst.proto_ipv4', text('arp', 'targetAddress')],
  ['icmp.redir_gw', text('icmp', 'gateway')],
])
