import { HOOK_CHAINS } from '../trace/entry-kinds'
import type { DropReason } from '../trace/entry-kinds'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import type { CureFacts } from '../words/cure-facts'
import { curesIn } from '../words/cures'
import type { Cures } from '../words/cures'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { atSilence } from './drop-context'
import type { DropContext } from './drop-context'
import type { IpPacket } from './frame-reading'
import { formatRouteLine } from './format-route'
import { withCommas } from './sentence'

const PROTOCOL_IPIP = 4
/** IPv4 without options, and the header of an ICMP echo. */
const PING_HEADERS_BYTES = 28
const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'ICMP', 4: 'IPIP (IP protocol 4)', 6: 'TCP', 17: 'UDP' }

/** What mends a drop, in words and commands, for whoever runs the cluster. */
export function dropCure(context: DropContext, words: Words = EN): string {
  const cures = curesIn(words)
  const { reason, silence, because, link } = context
  if (reason === 'no-such-neighbour' && silence) return cureOf(silence.reason, atSilence(context), cures)
  if (reason === 'no-such-neighbour' && because?.kind === 'neighbour' && link.startsWith('vxlan')) return cures.vtep(factsOf(context, cures))
  if (reason === 'unknown-protocol' && context.value === PROTOCOL_IPIP) return cures.noTunnelDevice(factsOf(context, cures))
  const cure = cureOf(reason, context, cures)
  return reason === 'no-such-neighbour' && context.value === POD_GATEWAY ? `${cure} ${cures.podGateway}` : cure
}

/** 169.254.1.1, by way of which Calico's pods reach everything. */
export const POD_GATEWAY = 0xa9fe0101

function cureOf(reason: DropReason, context: DropContext, cures: Cures): string {
  const cure = cures.of[reason]
  const facts = factsOf(context, cures)
  // a neighbour may be asked for on no interface in particular
  return typeof cure === 'string' ? cure : cure(reason === 'no-such-neighbour' ? { ...facts, link: context.link } : facts)
}

function factsOf(context: DropContext, cures: Cures): CureFacts {
  const { place, destination, packet, value, because, becauseOf, instanceId = '', cameIn, isFabric } = context
  const { unknown } = cures
  const link = because?.kind === 'interface' ? because.name : context.link || unknown.link
  const destinationText = destination === undefined ? unknown.destination : formatIpv4(destination)
  return {
    place,
    destination: destinationText,
    source: packet === undefined ? unknown.source : formatIpv4(packet.source),
    address: value === 0 ? unknown.address : formatIpv4(ipv4FromNumber(value)),
    port: String(value),
    protocol: packet === undefined ? unknown.protocol : protocolName(packet, cures),
    otherModes: cures.otherModes[envelopeOf(packet)],
    route: because?.kind === 'route' ? formatRouteLine(because.route) : destinationText,
    link,
    key: slashed(link),
    inLink: cameIn?.link ?? unknown.link,
    inKey: cameIn === undefined ? '' : slashed(cameIn.link),
    shell: because?.kind === 'interface' ? becauseOf : isFabric ? '' : place,
    limit: withCommas(value),
    room: String(Math.max(0, value - PING_HEADERS_BYTES)),
    instanceId,
    ownAddress: because?.kind === 'interface' && because.addresses[0] ? formatIpv4(because.addresses[0].address) : '',
    pod: context.link.startsWith('cali') ? context.link : '',
  }
}

function protocolName({ protocol, destinationPort, tunnel }: IpPacket, { unknown }: Cures): string {
  if (tunnel !== undefined) return `${tunnel === 'vxlan' ? 'VXLAN' : 'WireGuard'} (UDP port ${destinationPort ?? ''})`
  return PROTOCOL_NAMES[protocol] ?? unknown.protocolNumber({ number: protocol })
}

function envelopeOf(packet: IpPacket | undefined): keyof Cures['otherModes'] {
  if (packet?.protocol === PROTOCOL_IPIP) return 'ipip'
  return packet?.tunnel ?? 'bare'
}

/** A dot of an interface name is a slash in a sysctl key. */
export function slashed(link: string): string {
  return link.replaceAll('.', '/')
}

/** The command that takes the rule away, or lets a chain's policy accept. */
export function ruleCure({ because, reason, value }: DropContext): string {
  if (because?.kind === 'netfilter-rule') return `iptables -t ${because.table} ${because.text.replace(/^-A/, '-D')}`
  const chain = HOOK_CHAINS[value]
  return reason === 'iptables-drop' && chain !== undefined ? `iptables -P ${chain} ACCEPT` : ''
}
