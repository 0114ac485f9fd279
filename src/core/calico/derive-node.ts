import { required } from '../base/assert'
import { once } from '../base/once'
import type {
  EthernetSpec,
  FdbSpec,
  IpipSpec,
  LinkAddress,
  LinkSpec,
  LoopbackSpec,
  NeighbourSpec,
  NetnsSpec,
  VxlanSpec,
} from '../model/netns-spec'
import type { Nic, Sysctls } from '../model/underlay'
import type { Ipv4 } from '../wire/ipv4-address'
import { parseIpv4 } from '../wire/ipv4-address'
import { HOST_VETH_MAC, IPIP_DEVICE, VXLAN_DEVICE, vtepMac } from './interface-names'
import type { NetworkIndex } from './network-index'
import { nodeNetfilter } from './node-netfilter'
import { calicoRoutes } from './node-routes'
import type { NodeWireguard } from './wireguard-device'
import { nodeWireguard } from './wireguard-device'

const LOOPBACK_MTU_BYTES = 65536
const LOOPBACK_ADDRESS = required(parseIpv4('127.0.0.1'), '127.0.0.1')

/**
 * A node: its NICs and host routes from the underlay, and everything that Calico programs on it. Its links cost O(own pods);
 * its tables, O(own pods + nodes), are made when they are first read.
 */
export function deriveNode(index: NetworkIndex, node: number): NetnsSpec {
  const underlay = required(index.cluster.underlay.nodes[node], 'the underlay of a node')
  const { osImage } = required(index.cluster.nodes[node], 'a node')
  const wireguard = nodeWireguard(index, node)
  const tunnels = tunnelLinks(index, node, wireguard)
  const workloads = workloadLinks(index, node)
  const nics = underlay.nics.map(nicLink)
  const first = index.cluster.calico.tunnelDevicesFirst
  const routes = once(() => [...underlay.routes, ...(wireguard?.routes() ?? []), ...calicoRoutes(index, node)])
  const neighbours = once(() => vtepNeighbours(index, node))
  const fdb = once(() => vtepFdb(index, node))
  const netfilter = once(() => nodeNetfilter(index, node, tunnels))
  const devices = [...underlay.nics, ...tunnels].map(({ name }) => name)
  const sysctls = once(() => nodeSysctls(index, underlay.sysctls, devices, workloads))
  return {
    name: underlay.name,
    kind: 'node',
    ...(osImage === undefined ? {} : { osImage }),
    links: [loopback(), ...nics, ...(first ? [...tunnels, ...workloads] : [...workloads, ...tunnels])],
    rules: wireguard ? [wireguard.rule] : [],
    get routes() {
      return routes()
    },
    get neighbours() {
      return neighbours()
    },
    get fdb() {
      return fdb()
    },
    get ipsets() {
      return netfilter().ipsets
    },
    get iptables() {
      return netfilter().iptables
    },
    get sysctls() {
      return sysctls()
    },
  }
}

/** `lo` with 127.0.0.1/8 and whatever else lies on it. */
export function loopback(further: readonly LinkAddress[] = []): LoopbackSpec {
  const own = { address: LOOPBACK_ADDRESS, prefixLength: 8 }
  return { kind: 'loopback', name: 'lo', mtuBytes: LOOPBACK_MTU_BYTES, up: true, addresses: [own, ...further] }
}

export function nicLink(nic: Nic): EthernetSpec {
  const { attachedTo } = nic
  return {
    kind: 'ethernet',
    name: nic.name,
    mtuBytes: nic.mtuBytes,
    up: true,
    addresses: [nic.address],
    mac: nic.mac,
    attachedTo: attachedTo.kind === 'segment' ? attachedTo : { kind: 'peer', netns: attachedTo.device, link: attachedTo.nic },
  }
}

/** The kernel's fallback IPIP device; `up` and addressed only on nodes. */
export function ipipLink(mtuBytes: number, address: Ipv4 | undefined): IpipSpec {
  const addresses = address === undefined ? [] : [{ address, prefixLength: 32 }]
  return { kind: 'ipip', name: IPIP_DEVICE, mtuBytes, up: address !== undefined, addresses }
}

function tunnelLinks(index: NetworkIndex, node: number, wireguard: NodeWireguard | undefined): LinkSpec[] {
  const mtus = index.mtusOf(node)
  const links: LinkSpec[] = []
  if (index.enabled.ipip) links.push(ipipLink(mtus.ipipMtuBytes, index.allocation.ipipTunnelAddress(node)))
  const vxlan = index.enabled.vxlan ? vxlanLink(index, node, mtus.vxlanMtuBytes) : undefined
  if (vxlan) links.push(vxlan)
  if (wireguard) links.push(wireguard.device)
  return links
}

function vxlanLink(index: NetworkIndex, node: number, mtuBytes: number): VxlanSpec | undefined {
  const owner = required(index.cluster.nodes[node], 'a node')
  const address = index.allocation.vxlanTunnelAddress(node)
  if (address === undefined) return undefined
  const felix = index.felixOf(node)
  return {
    kind: 'vxlan',
    name: VXLAN_DEVICE,
    mtuBytes,
    up: true,
    addresses: [{ address, prefixLength: 32 }],
    mac: owner.vtepMac ?? vtepMac(owner.name),
    vni: felix.vxlanVni,
    udpPort: felix.vxlanPort,
    local: owner.address,
    parent: index.cluster.underlay.nodes[node]?.nics[0]?.name ?? 'eth0',
  }
}

function workloadLinks(index: NetworkIndex, node: number): EthernetSpec[] {
  const { podMtuBytes } = index.mtusOf(node)
  return Array.from(index.podsOfNode(node), (pod) => ({
    kind: 'ethernet',
    name: index.hostVethOf(pod),
    mtuBytes: podMtuBytes,
    up: true,
    addresses: [],
    mac: HOST_VETH_MAC,
    attachedTo: { kind: 'peer', netns: index.podNetnsOf(pod), link: 'eth0' },
  }))
}

/** Every other VTEP, same subnet or not: `yield`s what a neighbour and an FDB entry are made of. */
function* remoteVteps(
  index: NetworkIndex,
  node: number,
): Generator<{ readonly tunnel: Ipv4; readonly node: Ipv4; readonly mac: NeighbourSpec['mac'] }> {
  if (!index.enabled.vxlan) return
  for (const [remote, { name, address, vtepMac: given }] of index.cluster.nodes.entries()) {
    const tunnel = index.allocation.vxlanTunnelAddress(remote)
    if (remote !== node && tunnel !== undefined) yield { tunnel, node: address, mac: given ?? vtepMac(name) }
  }
}

function vtepNeighbours(index: NetworkIndex, node: number): NeighbourSpec[] {
  return Array.from(remoteVteps(index, node), ({ tunnel, mac }) => ({ address: tunnel, link: VXLAN_DEVICE, mac, state: 'permanent' }))
}

function vtepFdb(index: NetworkIndex, node: number): FdbSpec[] {
  return Array.from(remoteVteps(index, node), (vtep) => ({ mac: vtep.mac, link: VXLAN_DEVICE, destination: vtep.node }))
}

/** Calico's sysctls over the host's; an interface starts with what conf/default says when it is made. */
function nodeSysctls(
  index: NetworkIndex,
  host: Sysctls,
  devices: readonly string[],
  workloads: readonly LinkSpec[],
): Record<string, string> {
  const rpFilter = host['net/ipv4/conf/default/rp_filter'] ?? '0'
  const sysctls: Record<string, string> = { 'net/ipv4/ip_forward': '1', 'net/netfilter/nf_conntrack_acct': '1' }
  for (const name of devices) sysctls[`net/ipv4/conf/${name}/rp_filter`] = rpFilter
  for (const { name } of workloads) {
    sysctls[`net/ipv4/conf/${name}/route_localnet`] = '1'
    sysctls[`net/ipv4/neigh/${name}/proxy_delay`] = '0'
    sysctls[`net/ipv4/conf/${name}/proxy_arp`] = '1'
    sysctls[`net/ipv4/conf/${name}/forwarding`] = '1'
    sysctls[`net/ipv4/conf/${name}/rp_filter`] = index.cluster.calico.workloadRpFilter?.toString() ?? rpFilter
  }
  return { ...sysctls, ...host }
}
