import type { FieldView, HeaderView } from '../trace/dissect'
import { icmpWords } from '../trace/decode'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { fieldNamed } from './header-stack'

/** Who has an address in this lab, by its text; empty where nobody or more than one has it. */
export interface Owners {
  readonly ofAddress: (address: string) => string
  readonly ofMac: (mac: string) => string
}

const ETHER_TYPES: Readonly<Record<string, string>> = { '0x0800': 'IPv4', '0x0806': 'ARP' }
const IP_PROTOCOLS: Readonly<Record<string, string>> = { 1: 'ICMP', 4: 'IPIP', 6: 'TCP', 17: 'UDP' }
/** Of the ports that this dataplane itself uses (RFC 7348, WireGuard's default, RFC 1035). */
const PORTS: Readonly<Record<string, string>> = { 53: 'DNS', 4789: 'VXLAN', 51820: 'WireGuard' }
const ARP_OPERATIONS: Readonly<Record<string, string>> = { 1: 'request', 2: 'reply' }
const BYTES_OF_WORD = 4
const BYTES_OF_FRAGMENT_UNIT = 8
const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff'
/** On the host end of every pod's link (felix/config: the interfaces are point-to-point, nobody else hears it). */
const CALICO_MAC = 'ee:ee:ee:ee:ee:ee'

/** What a field's value says beyond the number: a protocol's name, a length in bytes, whose address it is. Empty where it says no more. */
export function fieldMeaning(header: HeaderView, field: FieldView, owners: Owners, { fields }: Words = EN): string {
  const { name, text, value } = field
  switch (name) {
    case 'etherType':
    case 'protocolType':
      return ETHER_TYPES[text] ?? ''
    case 'protocol':
      return IP_PROTOCOLS[text] ?? ''
    case 'headerLength':
    case 'dataOffset':
      return fields.bytes({ count: (value ?? 0) * BYTES_OF_WORD })
    case 'fragmentOffset':
      return value === 0 ? '' : fields.fromByte({ at: (value ?? 0) * BYTES_OF_FRAGMENT_UNIT })
    case 'dontFragment':
      return value === 1 ? fields.dontFragment : fields.mayFragment
    case 'moreFragments':
      return value === 1 ? fields.moreFragments : ''
    case 'ttl':
      return fields.ttl
    case 'checksum':
      return header.proto === 'udp' && value === 0 ? fields.noChecksum : ''
    case 'operation':
      return ARP_OPERATIONS[text] ?? ''
    case 'sourcePort':
    case 'destinationPort':
      return PORTS[text] ?? ''
    case 'type':
      return header.proto === 'icmp' ? icmpWords(value ?? 0, fieldNamed(header, 'code')?.value ?? 0) : header.title.replace('WireGuard ', '')
    default:
      return ownerMeaning(field, owners, fields)
  }
}

function ownerMeaning({ text, bitWidth, value }: FieldView, owners: Owners, fields: Words['fields']): string {
  if (value === null) return ''
  if (bitWidth === 32 && text.includes('.')) return owners.ofAddress(text)
  if (bitWidth !== 48 || !text.includes(':')) return ''
  if (text === BROADCAST_MAC) return fields.broadcast
  return text === CALICO_MAC ? fields.calicoMac : owners.ofMac(text)
}

/** A field's value as a person reads it: flags are words. */
export function fieldText(field: FieldView, { fields }: Words = EN): string {
  return field.bitWidth === 1 ? (field.value === 1 ? fields.set : fields.notSet) : field.text
}
