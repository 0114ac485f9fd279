import { dissectFrame } from '../../../core/trace/dissect'
import type { HeaderView } from '../../../core/trace/dissect'
import type { EventFacts } from './event-filter'

/** A field of a header, or either of two. */
interface NamedField {
  readonly proto: HeaderView['proto']
  readonly fields: readonly string[]
}

const flag = (field: string): NamedField => ({ proto: 'tcp', fields: [field] })

/** Numbers in headers, by the names that Wireshark gives them. */
export const FIELD_KEYS: ReadonlyMap<string, NamedField> = new Map<string, NamedField>([
  ['eth.type', { proto: 'ethernet', fields: ['etherType'] }],
  ['arp.opcode', { proto: 'arp', fields: ['operation'] }],
  ['ip.ttl', { proto: 'ipv4', fields: ['ttl'] }],
  ['ip.id', { proto: 'ipv4', fields: ['identification'] }],
  ['ip.len', { proto: 'ipv4', fields: ['totalLength'] }],
  ['ip.flags.df', { proto: 'ipv4', fields: ['dontFragment'] }],
  ['ip.flags.mf', { proto: 'ipv4', fields: ['moreFragments'] }],
  ['ip.dsfield.dscp', { proto: 'ipv4', fields: ['dscp'] }],
  ['icmp.type', { proto: 'icmp', fields: ['type'] }],
  ['icmp.code', { proto: 'icmp', fields: ['code'] }],
  ['icmp.seq', { proto: 'icmp', fields: ['sequence'] }],
  ['icmp.mtu', { proto: 'icmp', fields: ['nextHopMtu'] }],
  ['udp.length', { proto: 'udp', fields: ['length'] }],
  ['tcp.flags.syn', flag('syn')],
  ['tcp.flags.ack', flag('ack')],
  ['tcp.flags.fin', flag('fin')],
  ['tcp.flags.reset', flag('rst')],
  ['tcp.flags.push', flag('psh')],
  ['tcp.window_size_value', flag('window')],
  ['vxlan.vni', { proto: 'vxlan', fields: ['vni'] }],
  ['wg.type', { proto: 'wireguard', fields: ['type'] }],
  ['wg.counter', { proto: 'wireguard', fields: ['counter'] }],
])

/** MAC addresses likewise. */
export const MAC_KEYS: ReadonlyMap<string, NamedField> = new Map<string, NamedField>([
  ['eth.addr', { proto: 'ethernet', fields: ['source', 'destination'] }],
  ['eth.src', { proto: 'ethernet', fields: ['source'] }],
  ['eth.dst', { proto: 'ethernet', fields: ['destination'] }],
])

/** What stands in that field of every such header of the event's frame, those within an envelope too. */
export function valuesOf({ frame }: EventFacts, { proto, fields }: NamedField): readonly { readonly value: number; readonly text: string }[] {
  if (frame === undefined) return []
  const headers = dissectFrame(frame.bytes, frame.linkLayer).filter((header) => header.proto === proto && !header.quoted)
  return headers.flatMap((header) => header.fields.flatMap(({ name, value, text }) => (fields.includes(name) && value !== null ? [{ value, text }] : [])))
}
