import { arpSolicit } from '../dataplane/arp'
import type { Device } from '../dataplane/device'
import { drop } from '../dataplane/environment'
import { countReceived, countSent } from '../dataplane/environment'
import type { Environment } from '../dataplane/environment'
import { Fib } from '../dataplane/fib'
import type { FibRule } from '../dataplane/fib'
import { Icmp, reportLinkFailure } from '../dataplane/icmp'
import { transmitEthernet } from '../dataplane/ip-output'
import { ipipError, ipipReceive, ipipTransmit } from '../dataplane/ipip'
import { PROTO_ICMP, PROTO_IPIP } from '../dataplane/ipv4-header'
import { ethernetReceive, loopbackReceive, rawIpReceive } from '../dataplane/link-input'
import { NeighbourTable } from '../dataplane/neighbour'
import { Netns } from '../dataplane/netns'
import { PathMtuCache } from '../dataplane/path-mtu'
import { Reassembly } from '../dataplane/reassembly'
import type { Skb } from '../dataplane/skb'
import { Vxlan } from '../dataplane/vxlan'
import { Wireguard } from '../dataplane/wireguard/wireguard'
import { ROUTE_TABLE } from '../model/netns-spec'
import type { EthernetSpec, LinkSpec, NetnsSpec, RuleSpec } from '../model/netns-spec'
import { MAC_ZERO } from '../wire/mac-address'
import type { Mac } from '../wire/mac-address'
import { applyDeviceSysctls, applyHostSysctls, newDeviceConf, setIpForward } from './device-conf'
import { NetfilterAdmin } from './netfilter-admin'
import { addAddress, installRoute } from './route-admin'

/** A namespace with what administers it beside what carries its packets. */
export interface BuiltNetns {
  readonly spec: NetnsSpec
  readonly netns: Netns
  readonly icmp: Icmp
  readonly netfilter: NetfilterAdmin
  /** VXLAN devices by name, for their forwarding entries. */
  readonly tunnels: ReadonlyMap<string, Vxlan>
  /** WireGuard devices by name. */
  readonly wireguards: ReadonlyMap<string, Wireguard>
}

/** How the links of a namespace reach the rest of the network; the simulation knows. */
export interface Wiring {
  /** Sends by an Ethernet link: into a veth's other end or a segment. */
  ethernetTransmit(netns: string, link: EthernetSpec): (device: Device, skb: Skb) => void
  /** The id of a NIC's interface fact, if its segment port has made one already. */
  reservedInterfaceId(netns: string, link: string): number | undefined
}

/** The rules that the kernel makes (fib_default_rules_init). */
const DEFAULT_RULES: readonly RuleSpec[] = [
  { priority: 0, table: ROUTE_TABLE.local, not: false },
  { priority: 32766, table: ROUTE_TABLE.main, not: false },
  { priority: 32767, table: ROUTE_TABLE.default, not: false },
]

/** Builds a running namespace from its specification. */
export function buildNetns(index: number, spec: NetnsSpec, env: Environment, wiring: Wiring): BuiltNetns {
  const icmp = new Icmp()
  const neighbours = new NeighbourTable({
    solicit: arpSolicit,
    transmit: (neighbour, skb) => {
      transmitEthernet(neighbour.device, neighbour.mac, skb)
    },
    linkFailure: (neighbour, skb) => {
      reportLinkFailure(neighbour.device.netns, neighbour.device, skb, neighbour.id, neighbour.address)
    },
  })
  const netns = new Netns(index, spec.name, env, new Fib(), neighbours, new PathMtuCache(), new Reassembly(), (of, skb, type, code, info) => {
    icmp.sendError(of, skb, type, code, info)
  })
  netns.protocols.set(PROTO_ICMP, (of, skb) => {
    icmp.receive(of, skb)
  })
  if (spec.links.some((link) => link.kind === 'ipip')) {
    netns.protocols.set(PROTO_IPIP, ipipReceive)
    icmp.errorHandlers.set(PROTO_IPIP, ipipError)
  }
  const tunnels = new Map<string, Vxlan>()
  const wireguards = new Map<string, Wireguard>()
  for (const link of spec.links) {
    if (link.kind === 'vxlan') tunnels.set(link.name, new Vxlan(link))
    const device = newDevice(netns, link, link.ifindex ?? (netns.devices.at(-1)?.ifindex ?? 0) + 1, wiring, tunnels)
    netns.devices.push(device)
    if (link.kind !== 'wireguard') continue
    const wireguard = new Wireguard(netns, device, link)
    wireguards.set(link.name, wireguard)
    device.transmit = (_, skb) => {
      wireguard.transmit(skb)
    }
  }
  for (const { link, mac, destination } of spec.fdb) tunnels.get(link)?.fdb.set(mac, destination)
  const netfilter = new NetfilterAdmin(netns, spec.ipsets)
  applySpec(netns, spec, netfilter)
  return { spec, netns, icmp, netfilter, tunnels, wireguards }
}

function applySpec(netns: Netns, spec: NetnsSpec, netfilter: NetfilterAdmin): void {
  const rules: FibRule[] = [...DEFAULT_RULES, ...spec.rules].map((rule) => ({ id: netns.env.facts.add({ kind: 'rule', netns: netns.index, rule }), spec: rule }))
  netns.fib.setRules(rules)
  netns.devices.forEach((device, i) => {
    for (const address of (spec.links[i] as LinkSpec).addresses) addAddress(netns, device, address)
  })
  for (const route of spec.routes) installRoute(netns, route)
  for (const { address, link, mac } of spec.neighbours) {
    const device = netns.device(link)
    if (device) netns.neighbours.program(device, address, mac)
  }
  if (spec.sysctls['net/ipv4/ip_forward'] !== undefined) setIpForward(netns, spec.sysctls['net/ipv4/ip_forward'] !== '0')
  for (const [key, value] of Object.entries(spec.sysctls)) netns.sysctls.set(key, value)
  applyDeviceSysctls(netns)
  applyHostSysctls(netns)
  for (const document of spec.iptables) netfilter.restore(document)
}

function newDevice(netns: Netns, link: LinkSpec, ifindex: number, wiring: Wiring, tunnels: ReadonlyMap<string, Vxlan>): Device {
  const id = logInterface(netns, link, ifindex, wiring.reservedInterfaceId(netns.name, link.name))
  const device: Device = {
    netns,
    spec: link,
    name: link.name,
    ifindex,
    id,
    mac: macOf(link),
    linkHeaderBytes: hasLinkHeader(link) ? 14 : 0,
    usesArp: link.kind === 'ethernet' || link.kind === 'vxlan',
    isLoopback: link.kind === 'loopback',
    mtuBytes: link.mtuBytes,
    up: link.up,
    carrierLostBy: null,
    addresses: [],
    transmit: transmitOf(netns, link, wiring, tunnels),
    receive: (skb) => {
      receiveOn(device, skb)
    },
    conf: newDeviceConf(),
    counters: { rxBytes: 0, rxPackets: 0, rxErrors: 0, rxDropped: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDropped: 0 },
  }
  if (link.up) tunnels.get(link.name)?.open(device)
  return device
}

/** Writes the interface into the fact log; a NIC has been there since its segment was made, and is now known whole. */
function logInterface(netns: Netns, link: LinkSpec, ifindex: number, reserved: number | undefined): number {
  const { facts } = netns.env
  const fact = {
    kind: 'interface' as const,
    netns: netns.index,
    name: link.name,
    ifindex,
    linkKind: link.kind,
    linkLayer: hasLinkHeader(link) ? ('ethernet' as const) : ('raw-ip' as const),
    mac: macOf(link),
    mtuBytes: link.mtuBytes,
    up: link.up,
    addresses: link.addresses,
    ...(link.kind === 'wireguard' && { fwmark: link.fwmark, udpPort: link.listenPort }),
    ...(link.kind === 'vxlan' && { udpPort: link.udpPort }),
  }
  if (reserved === undefined) return facts.add(fact)
  facts.replace({ ...fact, id: reserved })
  return reserved
}

function hasLinkHeader(link: LinkSpec): boolean {
  return link.kind !== 'ipip' && link.kind !== 'wireguard'
}

function macOf(link: LinkSpec): Mac {
  return link.kind === 'ethernet' || link.kind === 'vxlan' ? link.mac : MAC_ZERO
}

function receiveOn(device: Device, skb: Skb): void {
  if (device.isLoopback) loopbackReceive(device, skb)
  else if (device.linkHeaderBytes === 0) rawIpReceive(device, skb)
  else ethernetReceive(device, skb)
}

function transmitOf(netns: Netns, link: LinkSpec, wiring: Wiring, tunnels: ReadonlyMap<string, Vxlan>): Device['transmit'] {
  switch (link.kind) {
    case 'loopback':
      return (device, skb) => {
        countLooped(device, skb)
        netns.env.receiveLater(device, skb)
      }
    case 'ethernet':
      return wiring.ethernetTransmit(netns.name, link)
    case 'ipip':
      return ipipTransmit
    case 'vxlan':
      return (device, skb) => {
        tunnels.get(link.name)?.transmit(device, skb)
      }
    case 'wireguard':
      // Its state is made after the device, and takes over.
      return (device, skb) => {
        drop(netns, device, skb, 'interface-down', device.id)
      }
  }
}

/** loopback_xmit counts a packet once for both directions, without its Ethernet header. */
function countLooped(device: Device, skb: Skb): void {
  const bytes = skb.end - skb.network
  countSent(device, bytes)
  countReceived(device, bytes)
}
