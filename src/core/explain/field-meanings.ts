import type { HeaderView } from '../trace/dissect'
import type { ARP_FIELDS } from '../wire/arp'
import { ARP_OPERATION } from '../wire/arp'
import type { ETHERNET_FIELDS } from '../wire/ethernet'
import { ETHER_TYPE } from '../wire/ethernet'
import type { ICMP_ECHO_FIELDS, ICMP_ERROR_FIELDS, ICMP_FRAG_NEEDED_FIELDS, ICMP_REDIRECT_FIELDS } from '../wire/icmp'
import { ICMP_TYPE, isIcmpEcho } from '../wire/icmp'
import type { IPV4_FIELDS } from '../wire/ipv4'
import { IP_PROTOCOL } from '../wire/ipv4'
import type { TCP_FIELDS } from '../wire/tcp'
import type { UDP_FIELDS } from '../wire/udp'
import type { VXLAN_FIELDS } from '../wire/vxlan'
import type { WIREGUARD_COOKIE_FIELDS, WIREGUARD_DATA_FIELDS, WIREGUARD_INITIATION_FIELDS, WIREGUARD_RESPONSE_FIELDS, WIREGUARD_TAG_FIELDS } from '../wire/wireguard'
import { icmpWords } from '../trace/decode'
import type { OptionName } from '../trace/option-fields'
import type { FieldWords } from '../words/fields'

/** A field as its meaning is told: its value, the other fields of its header, and who has an address. */
export interface FieldAt {
  /** Zero for opaque fields wider than 64 bits. */
  readonly value: number
  readonly text: string
  readonly header: HeaderView
  /** The value of another field of the same header; zero where it has none of that name. */
  readonly other: (name: string) => number
  /** Who has the address or MAC address that stands in the field; empty where nobody is known to. */
  readonly owner: string
  readonly fields: FieldWords
}

type Meaning = (at: FieldAt) => string
type Meanings<Table> = { readonly [Name in keyof Table]: Meaning }
/** All keys of a union of tables, not only those that its members share. */
type NamesOf<Table> = Table extends unknown ? keyof Table : never
type MeaningsOfAny<Table> = Readonly<Record<NamesOf<Table>, Meaning>>

const BYTES_OF_WORD = 4
const BYTES_OF_FRAGMENT_UNIT = 8
/** RFC 3168 §5: a router has marked it. */
const ECN_CONGESTION_MET = 3
/** RFC 7348 §5: the I flag. */
const VNI_VALID = 0x08

/** RFC 7323 §2.3: a larger one counts as this. */
const MOST_WINDOW_SHIFT = 14

const ETHER_TYPES: ReadonlyMap<number, string> = new Map([[ETHER_TYPE.ipv4, 'IPv4'], [ETHER_TYPE.arp, 'ARP']])
const IP_PROTOCOLS: ReadonlyMap<number, string> = new Map([[IP_PROTOCOL.icmp, 'ICMP'], [IP_PROTOCOL.ipip, 'IPIP'], [IP_PROTOCOL.tcp, 'TCP'], [IP_PROTOCOL.udp, 'UDP']])
/** RFC 1035, section 4.2.1. */
const DNS_PORT = 53
const TUNNELS = { vxlan: 'VXLAN', wireguard: 'WireGuard' } as const

const etherType: Meaning = ({ value, fields }) => ETHER_TYPES.get(value) ?? fields.carriedNext
const words: Meaning = ({ value, fields }) => fields.bytes({ count: value * BYTES_OF_WORD })
const zero: Meaning = ({ fields }) => fields.alwaysZero
const sourcePort: Meaning = ({ value, header, fields }) =>
  header.tunnel === 'vxlan' ? fields.flowHash : header.tunnel === 'wireguard' ? TUNNELS.wireguard : value === DNS_PORT ? 'DNS' : fields.sourcePort
const destinationPort: Meaning = ({ value, header, fields }) => (header.tunnel ? TUNNELS[header.tunnel] : value === DNS_PORT ? 'DNS' : fields.destinationPort)

const ETHERNET: Meanings<typeof ETHERNET_FIELDS> = {
  destination: ({ owner, fields }) => owner || fields.linkDestination,
  source: ({ owner, fields }) => owner || fields.linkSource,
  etherType,
}

const ARP: Meanings<typeof ARP_FIELDS> = {
  hardwareType: ({ value, fields }) => (value === 1 ? fields.ethernetLink : fields.otherLink),
  protocolType: etherType,
  hardwareLength: ({ fields }) => fields.macBytes,
  protocolLength: ({ fields }) => fields.ipv4Bytes,
  operation: ({ value, fields }) => (value === ARP_OPERATION.request ? fields.arpRequest : value === ARP_OPERATION.reply ? fields.arpReply : fields.arpOther),
  senderMac: ({ owner, fields }) => owner || fields.arpSenderMac,
  senderAddress: ({ owner, fields }) => owner || fields.arpSender,
  targetMac: ({ value, owner, fields }) => (value === 0 ? fields.arpTargetUnknown : owner || fields.arpTargetMac),
  targetAddress: ({ other, owner, fields }) => owner || (other('operation') === ARP_OPERATION.request ? fields.arpTargetAsked : fields.arpTargetAnswered),
}

const IPV4: Meanings<typeof IPV4_FIELDS> = {
  version: ({ fields }) => fields.version,
  headerLength: words,
  dscp: ({ value, fields }) => (value === 0 ? fields.bestEffort : fields.serviceClass),
  ecn: ({ value, fields }) => (value === 0 ? fields.noEcn : value === ECN_CONGESTION_MET ? fields.ecnMet : fields.ecnAble),
  totalLength: ({ fields }) => fields.totalLength,
  identification: ({ other, fields }) => (isPiece(other) ? fields.pieceOf : other('dontFragment') === 1 ? fields.idUnused : fields.idReady),
  reservedFlag: zero,
  dontFragment: ({ value, fields }) => (value === 1 ? fields.dontFragment : fields.mayFragment),
  moreFragments: ({ value, other, fields }) => (value === 1 ? fields.moreFragments : isPiece(other) ? fields.lastFragment : fields.whole),
  fragmentOffset: ({ value, other, fields }) => (value > 0 ? fields.fromByte({ at: value * BYTES_OF_FRAGMENT_UNIT }) : isPiece(other) ? fields.firstFragment : fields.whole),
  ttl: ({ value, fields }) => (value > 1 ? fields.ttl : fields.ttlOver),
  protocol: ({ value, fields }) => IP_PROTOCOLS.get(value) ?? fields.carriedNext,
  checksum: ({ fields }) => fields.headerChecksum,
  source: ({ owner, fields }) => owner || fields.packetSource,
  destination: ({ owner, fields }) => owner || fields.packetDestination,
}

function isPiece(other: FieldAt['other']): boolean {
  return other('moreFragments') === 1 || other('fragmentOffset') > 0
}

const ICMP: MeaningsOfAny<typeof ICMP_ECHO_FIELDS | typeof ICMP_FRAG_NEEDED_FIELDS | typeof ICMP_REDIRECT_FIELDS | typeof ICMP_ERROR_FIELDS> = {
  type: ({ value, other }) => icmpWords(value, other('code')),
  code: ({ other, fields }) => (isIcmpEcho(other('type')) ? fields.codeOfEcho : fields.codeOfError),
  checksum: ({ fields }) => fields.icmpChecksum,
  identifier: ({ fields }) => fields.echoIdentifier,
  sequence: ({ other, fields }) => (other('type') === ICMP_TYPE.echoReply ? fields.echoAnswered : fields.echoSequence),
  unused: zero,
  nextHopMtu: ({ value, fields }) => (value === 0 ? fields.nextHopUnsaid : fields.nextHopMtu),
  gateway: ({ owner, fields }) => owner || fields.gateway,
}

const UDP: Meanings<typeof UDP_FIELDS> = {
  sourcePort,
  destinationPort,
  length: ({ fields }) => fields.udpLength,
  checksum: ({ value, fields }) => (value === 0 ? fields.noChecksum : fields.transportChecksum),
}

const TCP: Meanings<typeof TCP_FIELDS> = {
  sourcePort,
  destinationPort,
  sequence: ({ other, fields }) => (other('syn') === 1 ? fields.firstSequence : fields.tcpSequence),
  acknowledgment: ({ other, fields }) => (other('ack') === 1 ? fields.tcpAcknowledged : fields.withoutAck),
  dataOffset: words,
  reserved: zero,
  cwr: flag('cwr'),
  ece: flag('ece'),
  urg: flag('urg'),
  ack: flag('ack'),
  psh: flag('psh'),
  rst: flag('rst'),
  syn: flag('syn'),
  fin: flag('fin'),
  // RFC 7323 §2.2: the window of a SYN is never scaled
  window: ({ other, fields }) => (other('syn') === 1 ? fields.window : fields.windowScaled),
  checksum: ({ fields }) => fields.transportChecksum,
  urgentPointer: ({ other, fields }) => (other('urg') === 1 ? fields.urgentPointer : fields.withoutUrg),
}

function flag(name: 'cwr' | 'ece' | 'urg' | 'ack' | 'psh' | 'rst' | 'syn' | 'fin'): Meaning {
  return ({ value, fields }) => (value === 1 ? fields[name] : fields.whenSet({ meaning: fields[name] }))
}

const VXLAN: Meanings<typeof VXLAN_FIELDS> = {
  flags: ({ value, fields }) => ((value & VNI_VALID) === 0 ? fields.vniNotValid : fields.vniValid),
  reserved: zero,
  vni: ({ fields }) => fields.vni,
  reserved2: zero,
}

const WIREGUARD: MeaningsOfAny<typeof WIREGUARD_INITIATION_FIELDS | typeof WIREGUARD_RESPONSE_FIELDS | typeof WIREGUARD_COOKIE_FIELDS | typeof WIREGUARD_DATA_FIELDS> = {
  type: ({ header }) => header.title.replace('WireGuard ', ''),
  reserved: zero,
  senderIndex: ({ fields }) => fields.senderIndex,
  receiverIndex: ({ fields }) => fields.receiverIndex,
  ephemeral: ({ fields }) => fields.ephemeral,
  encryptedStatic: ({ fields }) => fields.encryptedStatic,
  encryptedTimestamp: ({ fields }) => fields.encryptedTimestamp,
  encryptedNothing: ({ fields }) => fields.encryptedNothing,
  mac1: ({ fields }) => fields.mac1,
  mac2: ({ text, fields }) => (/^0*$/.test(text) ? fields.mac2Zero : fields.mac2),
  nonce: ({ fields }) => fields.cookieNonce,
  encryptedCookie: ({ fields }) => fields.encryptedCookie,
  counter: ({ fields }) => fields.counter,
}

const TAG: Meanings<typeof WIREGUARD_TAG_FIELDS> = { tag: ({ fields }) => fields.tag }

/** Options by the names that they have in `trace/option-fields`; an option of a kind that is not read here says its kind only. */
const OPTIONS: Readonly<Record<OptionName, Meaning>> = {
  endOfOptions: ({ fields }) => fields.endOfOptions,
  noOperation: ({ fields }) => fields.noOperation,
  maximumSegmentSize: ({ fields }) => fields.maximumSegmentSize,
  windowScale: ({ value, fields }) => fields.windowScale({ factor: 2 ** Math.min(value, MOST_WINDOW_SHIFT) }),
  sackPermitted: ({ fields }) => fields.sackPermitted,
  selectiveAcknowledgment: ({ fields }) => fields.sackBlocks,
  timestamps: ({ other, fields }) => (other('ack') === 1 ? fields.timestamps : fields.firstTimestamp),
  recordRoute: ({ fields }) => fields.recordRoute,
  timestamp: ({ fields }) => fields.internetTimestamp,
  sourceRoute: ({ fields }) => fields.sourceRoute,
  routerAlert: ({ fields }) => fields.routerAlert,
  otherOption: ({ fields }) => fields.otherOption,
  unreadableOptions: ({ fields }) => fields.unreadableOptions,
}

/** By protocol and name of the field. Data has none and is not in it. */
export const FIELD_MEANINGS: Readonly<Partial<Record<HeaderView['proto'], Readonly<Record<string, Meaning>>>>> = {
  ethernet: ETHERNET,
  arp: ARP,
  ipv4: { ...IPV4, ...OPTIONS },
  icmp: ICMP,
  udp: UDP,
  tcp: { ...TCP, ...OPTIONS },
  vxlan: VXLAN,
  wireguard: WIREGUARD,
  tag: TAG,
}
