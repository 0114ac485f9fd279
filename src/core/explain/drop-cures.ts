import type { DropReason } from '../trace/entry-kinds'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import type { DropContext } from './drop-context'
import { formatRouteLine } from './format-route'

type Cure = (context: DropContext) => string

/** What mends it, in words and commands, for whoever runs the cluster. One row a reason. */
const CURES: Readonly<Record<DropReason, Cure>> = {
  'ttl-exceeded': () => 'Look for a loop: routes of neighbouring nodes or routers that point at each other. Where there is none, send with a larger TTL (ping -t 64).',
  'no-route': (c) =>
    `Give ${c.place} a route to ${destination(c)}. For a pod it is BIRD’s work, or Felix’s with VXLAN: see that BGP is established (calicoctl node status) and that the node that owns the block is up. For the world outside it is the default route.`,
  'blackhole-route': (c) =>
    `No pod of ${c.place} has ${destination(c)}: Calico discards what is for an own block but for none of its pods. Use the address of a pod that runs; where this one does, restart calico-node so that Felix programs its cali… route again.`,
  'unreachable-route': (c) => `Delete the route on ${c.place} (ip route del ${route(c)}), or add one with a longer prefix that leads on.`,
  'prohibit-route': (c) => `Delete the route on ${c.place} (ip route del ${route(c)}), or add one with a longer prefix that leads on.`,
  'no-such-neighbour': (c) => neighbourCure(c),
  'neighbour-queue-full': (c) => `ARP for ${address(c)} gets no answer: once it does, the queue of ${c.place} empties by itself.`,
  'forwarding-disabled': (c) => `Switch forwarding on in ${c.place}: sysctl -w net.ipv4.ip_forward=1${c.cameIn ? `, and the same for net.ipv4.conf.${slashed(c.cameIn.link)}.forwarding` : ''}.`,
  'reverse-path-filter': (c) =>
    `Make the way back from ${c.place} to ${source(c)} lead out of ${inLink(c)}, or set rp_filter there (and in conf/all) to 2 or 0: the larger of the two counts.`,
  'martian-source': (c) => `Find who sends from ${source(c)}: it is an address of ${c.place} itself, or one that no sender may use. Two hosts may have the same address.`,
  'martian-destination': (c) => `Send to another address: ${destination(c)} is never on a wire.`,
  'not-for-this-host': (c) => `Nothing is wrong at ${c.place}: the frame was for another host’s MAC address. Look at who sent it there (ip neigh on the sender).`,
  'interface-down': (c) => `Bring the interface up: ip link set ${linkName(c)} up${c.isFabric ? '' : ` on ${c.place}`}.`,
  'exceeds-mtu': (c) => `Make both ends agree: raise the MTU of ${linkName(c)}, or lower that of the pods to what the smallest link carries less the tunnel’s header.`,
  'exceeds-segment-mtu': () =>
    'Nobody is told of such a loss. Give both ends of the link the same MTU, and pods the smallest MTU of the whole path less the tunnel’s header (mtu in FelixConfiguration: ipipMTU, vxlanMTU, wireguardMTU).',
  'fragmentation-needed': () =>
    'The sender has been told the size by ICMP and will obey if the error reaches it: let ICMP type 3 code 4 pass everywhere. Else set the pods’ MTU to what the path carries, or send without DF.',
  'bad-checksum': () => 'Capture on both sides to find who damages it: a broken offload (ethtool -K … tx off) is the usual cause with tunnels.',
  malformed: () => 'Capture it where it was sent: a program or a device writes headers whose lengths do not fit.',
  'no-socket': (c) => `Start the program that is to listen at port ${c.value} in ${c.place}, or send to the port where it does.`,
  'iptables-drop': (c) => `Delete the rule or put an accepting one before it${ruleCommand(c)}. Where it is Calico’s own (cali:…), change the policy that makes it.`,
  'iptables-reject': (c) => `Delete the rule or put an accepting one before it${ruleCommand(c)}. Where it is Calico’s own (cali:…), change the policy that makes it.`,
  'fabric-filter': (c) => `Let ${protocolName(c)} pass in the fabric (security group, switch, cloud firewall), or choose a mode that the fabric carries: Azure, for one, drops IPIP and carries VXLAN.`,
  'source-destination-check': () => 'Switch the source/destination check of the instance off (aws ec2 modify-instance-attribute --no-source-dest-check), or encapsulate also inside the subnet (Always).',
  'no-tunnel-route': (c) => `Give ${c.place} a route to the far node, ${address(c)}: the tunnel’s outer packets need one like any other.`,
  'no-fdb-entry': (c) => `Felix writes the entry from the far node’s vxlanTunnelMACAddr: see that calico-node runs on both and restart it on ${c.place}; by hand: bridge fdb append MAC dev ${linkName(c)} dst NODE.`,
  'no-wireguard-peer': (c) => `Add ${address(c)} to the AllowedIPs of the peer that owns it, and see that the peer has an endpoint: both are Felix’s work once the far node has published its key.`,
  'no-allowed-ip': (c) => `Add ${address(c)} to the AllowedIPs that ${c.place} has of the sending peer: Felix takes them from the blocks of that node.`,
  'decryption-failed': () => 'Compare the public keys that both ends have of each other (wg show, calicoctl get node -o yaml): one of them is old.',
  'no-session': () => 'A handshake makes a new session within seconds; where it does not, see whether both ends know each other’s present key and UDP passes in both directions.',
  'unknown-protocol': (c) =>
    c.value === PROTOCOL_IPIP
      ? `Give ${c.place} the tunnel device: it has no tunl0 to take IPIP. Both ends must use the same pool’s ipipMode.`
      : `Send something that ${c.place} takes: no handler is registered for this protocol.`,
  'reassembly-timeout': () => 'Find the fragment that is lost (tcpdump on each hop), or send packets that need no fragments.',
  'duplicate-fragment': () => 'Nothing is to be done about one; many mean that a device duplicates frames or that two senders share an address and IP ids.',
  'not-our-address': (c) => `Give the address to the host that should have it, or route it to ${c.place}.`,
  'arp-unanswered': () => 'See that the host that has the address is up and on this segment.',
  'proxy-arp-off': (c) => `Switch proxy ARP on again in ${c.place}: sysctl -w net.ipv4.conf.${slashed(linkName(c))}.proxy_arp=1. Felix sets it on every cali… interface.`,
  'same-interface': (c) => `See why the route of ${c.place} to the address leads back out of ${linkName(c)}: the one who asks should reach it without help.`,
  'icmp-error-about-nothing': () => 'The program that sent the first packet has ended, or NAT has forgotten it: nothing needs to be mended.',
  'echo-ignored': (c) => `Let ${c.place} answer: sysctl -w net.ipv4.icmp_echo_ignore_all=0.`,
  'wrong-mac': () => 'Nothing is wrong here: a switch flooded the frame to all ports, and this host is not the one it is for.',
  'tunnel-loop': (c) => `Take the far node’s own address out of what is routed into ${linkName(c)}: the outer packet must go out by the NIC.`,
  'segment-no-port': (c) => `No host of ${c.place} has the MAC address that the sender wrote: empty the sender’s neighbour table (ip neigh flush all) or start the host.`,
}

const PROTOCOL_IPIP = 4

export function dropCure(context: DropContext): string {
  return CURES[context.reason](context)
}

function neighbourCure(c: DropContext): string {
  if (c.silence) return CURES[c.silence.reason]({ ...c, place: c.silence.place, link: c.silence.link, because: undefined, cameIn: undefined })
  if (c.because?.kind === 'neighbour' && c.link.startsWith('vxlan')) return `The VTEP’s neighbour entry is Felix’s work: restart calico-node on ${c.place}; by hand: ip neigh add ${address(c)} lladdr MAC dev ${c.link} nud permanent.`
  const pod = c.link.startsWith('cali') ? ' The pod behind it may have gone: then its route is stale.' : ''
  return `See that ${address(c)} exists, is up and is on the same link as ${c.place}${c.link === '' ? '' : ` ${c.link}`}.${pod} A pod’s gateway 169.254.1.1 is answered by its node’s proxy_arp.`
}

function destination(c: DropContext): string {
  return c.destination === undefined ? 'the destination' : formatIpv4(c.destination)
}

function source(c: DropContext): string {
  return c.packet === undefined ? 'the source' : formatIpv4(c.packet.source)
}

function address(c: DropContext): string {
  return c.value === 0 ? 'the address' : formatIpv4(ipv4FromNumber(c.value))
}

function route(c: DropContext): string {
  return c.because?.kind === 'route' ? formatRouteLine(c.because.route) : destination(c)
}

function inLink(c: DropContext): string {
  return c.cameIn?.link ?? 'the interface'
}

function linkName(c: DropContext): string {
  if (c.because?.kind === 'interface') return c.because.name
  return c.link === '' ? 'the interface' : c.link
}

/** A dot of an interface name is a slash in a sysctl key. */
export function slashed(link: string): string {
  return link.replaceAll('.', '/')
}

function ruleCommand({ because, place }: DropContext): string {
  return because?.kind === 'netfilter-rule' ? `, on ${place}: iptables -t ${because.table} ${because.text.replace(/^-A/, '-D')}` : ''
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'ICMP', 4: 'IPIP (IP protocol 4)', 6: 'TCP', 17: 'UDP' }

function protocolName(c: DropContext): string {
  return c.packet === undefined ? 'it' : (PROTOCOL_NAMES[c.packet.protocol] ?? `IP protocol ${c.packet.protocol}`)
}
