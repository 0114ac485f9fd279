import type { DropReason } from '../trace/entry-kinds'
import { IP_PROTOCOL } from '../wire/ipv4'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import { atSilence } from './drop-context'
import type { DropContext, SeenAt } from './drop-context'
import { slashed } from './drop-cures'
import type { IpPacket } from './frame-reading'

/** What shows the cause on a real node. */
export type DropProof =
  /** A command that reads state; what it prints is found by running it there. */
  | { readonly kind: 'command'; readonly place: string; readonly command: string }
  /** A capture; what it prints are the frames of that protocol that the interface saw. */
  | { readonly kind: 'capture'; readonly place: string; readonly command: string; readonly seenAt: SeenAt; readonly filter: CaptureFilter }

/** By the outermost header: ARP, an IP protocol, or UDP from or to a port. */
export type CaptureFilter = 'arp' | number | { readonly udpPort: number }

type Commands = (c: DropContext) => readonly string[]

const noCommand: Commands = () => []
const tunnelLookup: Commands = (c) => [`ip route get ${formatIpv4(ipv4FromNumber(c.value))}`]
const peers: Commands = () => ['wg show']
const link: Commands = (c) => (linkOf(c) === '' ? [] : [`ip link show dev ${linkOf(c)}`])

/** Commands in the namespace (or segment) where it ended; captures are added to each. */
const COMMANDS: Readonly<Record<DropReason, Commands>> = {
  'ttl-exceeded': lookup,
  'no-route': lookup,
  'blackhole-route': lookup,
  'unreachable-route': lookup,
  'prohibit-route': lookup,
  'no-such-neighbour': neighbour,
  'neighbour-queue-full': neighbour,
  'forwarding-disabled': (c) => ['sysctl net.ipv4.ip_forward', ...ofLink(c, 'forwarding')],
  'reverse-path-filter': (c) => [...wayBack(c), 'sysctl net.ipv4.conf.all.rp_filter', ...ofLink(c, 'rp_filter')],
  'martian-source': (c) => [...lookup(c), ...wayBack(c)],
  'martian-destination': lookup,
  'not-for-this-host': link,
  'interface-down': link,
  'exceeds-mtu': link,
  'exceeds-segment-mtu': link,
  'fragmentation-needed': (c) => [...lookup(c), ...(c.smallDevice ? [`ip link show dev ${c.smallDevice.name}`] : [])],
  'bad-checksum': noCommand,
  malformed: noCommand,
  'no-socket': noCommand,
  'iptables-drop': rules,
  'iptables-reject': rules,
  'fabric-filter': (c) => FABRIC_COMMANDS[fabricOf(c)],
  'source-destination-check': (c) => [`aws ec2 describe-instance-attribute --instance-id ${c.instanceId ?? c.becauseOf} --attribute sourceDestCheck`],
  'no-tunnel-route': tunnelLookup,
  'no-fdb-entry': (c) => (linkOf(c) === '' ? [] : [`bridge fdb show dev ${linkOf(c)}`]),
  'no-wireguard-peer': peers,
  'no-allowed-ip': peers,
  'decryption-failed': peers,
  'no-session': peers,
  'unknown-protocol': () => ['ip -br link show'],
  'reassembly-timeout': noCommand,
  'duplicate-fragment': noCommand,
  'not-our-address': noCommand,
  'arp-unanswered': neighbour,
  'proxy-arp-off': (c) => ofLink(c, 'proxy_arp'),
  'same-interface': lookup,
  'icmp-error-about-nothing': noCommand,
  'echo-ignored': () => ['sysctl net.ipv4.icmp_echo_ignore_all net.ipv4.icmp_echo_ignore_broadcasts'],
  'wrong-mac': link,
  'tunnel-loop': tunnelLookup,
  'segment-no-port': noCommand,
  'conntrack-clash': () => ['conntrack -L'],
  'redirect-at-nat': () => ['conntrack -L'],
  'conntrack-full': () => ['sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max', 'conntrack -S'],
  'message-too-long': (c) => (c.because?.kind === 'interface' ? link(c) : lookup(c)),
}

/** A switch has no shell, and a cloud shows no rules of its network: Google's shows the routes that it has. Captures on both sides prove the rest. */
const FABRIC_COMMANDS = { ebtables: [], azure: [], gcp: ['gcloud compute routes list'] } as const

function fabricOf({ because }: DropContext): keyof typeof FABRIC_COMMANDS {
  const table = because?.kind === 'netfilter-rule' ? because.table : ''
  return table === 'azure' || table === 'gcp' ? table : 'ebtables'
}

/** The commands that prove a drop, with the nearest capture last: where it was seen for the last time. */
export function dropProofs(context: DropContext): readonly DropProof[] {
  const commands = COMMANDS[context.reason](context)
  const place = placeOfCommands(context)
  return [...commands.map((command): DropProof => ({ kind: 'command', place, command })), ...silenceProofs(context), ...captures(context)]
}

/** An interface may be that of the host at the segment's port, or of the pod behind a veth. */
function placeOfCommands(context: DropContext): string {
  const { because, becauseOf, place, lastSeen } = context
  if (because?.kind === 'interface') return becauseOf
  // a cloud has no shell of its own: its command line is typed at a node
  return fabricOf(context) === 'ebtables' ? place : (lastSeen?.place ?? place)
}

function lookup(c: DropContext): readonly string[] {
  if (c.destination === undefined) return []
  const from = c.cameIn && c.packet ? ` from ${formatIpv4(c.packet.source)} iif ${c.cameIn.link}` : ''
  return [`ip route get ${formatIpv4(c.destination)}${from}`]
}

function wayBack(c: DropContext): readonly string[] {
  return c.packet === undefined ? [] : [`ip route get ${formatIpv4(c.packet.source)}`]
}

function neighbour(c: DropContext): readonly string[] {
  return c.value === 0 ? [] : [`ip neigh show ${formatIpv4(ipv4FromNumber(c.value))}`]
}

/** Whoever kept silent is asked too, what it would be asked about a packet that it dropped for that reason. */
function silenceProofs(context: DropContext): readonly DropProof[] {
  const { silence } = context
  if (!silence) return []
  return COMMANDS[silence.reason](atSilence(context)).map((command): DropProof => ({ kind: 'command', place: silence.place, command }))
}

function rules({ because }: DropContext): readonly string[] {
  return because?.kind === 'netfilter-rule' ? [`iptables -t ${because.table} -nvL ${because.chain}`] : ['iptables -nvL']
}

function ofLink(c: DropContext, key: string): readonly string[] {
  const name = c.cameIn?.link ?? c.link
  return name === '' ? [] : [`sysctl net.ipv4.conf.${slashed(name)}.${key}`]
}

function linkOf(c: DropContext): string {
  return c.because?.kind === 'interface' ? c.because.name : c.link
}

function captures(context: DropContext): readonly DropProof[] {
  const { lastSeen, dueAt, packet, reason } = context
  if (reason === 'no-such-neighbour' && context.because?.kind === 'neighbour') return arpCapture(context)
  if (!lastSeen || !packet) return []
  return [captureProof(lastSeen, captureFilter(packet)), ...(dueAt ? [captureProof(dueAt, captureFilter(packet))] : []), ...(reason === 'fragmentation-needed' && context.cameIn ? [captureProof(context.cameIn, IP_PROTOCOL.icmp)] : [])]
}

function arpCapture({ because, place, link: name }: DropContext): readonly DropProof[] {
  if (because?.kind !== 'neighbour') return []
  const seenAt = { netns: because.netns, place, interfaceId: because.interfaceId, link: name }
  return [captureProof(seenAt, 'arp')]
}

/** `tcpdump` at an interface, for all that a filter lets through. */
export function captureProof(seenAt: SeenAt, filter: CaptureFilter): DropProof {
  return { kind: 'capture', place: seenAt.place, command: `tcpdump -nni ${seenAt.link} ${filterText(filter)}`, seenAt, filter }
}

/** Envelopes in UDP are told from other UDP by their port. */
export function captureFilter({ protocol, destinationPort, tunnel }: IpPacket): CaptureFilter {
  return tunnel === undefined || destinationPort === undefined ? protocol : { udpPort: destinationPort }
}

function filterText(filter: CaptureFilter): string {
  if (filter === 'arp') return 'arp'
  return typeof filter === 'number' ? protocolText(filter) : `udp port ${filter.udpPort}`
}

function protocolText(protocol: number): string {
  if (protocol === IP_PROTOCOL.icmp) return 'icmp'
  if (protocol === IP_PROTOCOL.udp) return 'udp'
  return protocol === IP_PROTOCOL.tcp ? 'tcp' : `ip proto ${protocol}`
}
