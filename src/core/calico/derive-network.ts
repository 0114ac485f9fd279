import { required } from '../base/assert'
import type { Cluster } from '../model/cluster'
import { awsInstanceId } from '../model/cloud-instance'
import type { NamespaceRef, NetworkSpec, SegmentSpec } from '../model/network-spec'
import type { NetnsSpec, RouteSpec } from '../model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import type { Nic, UnderlayDevice } from '../model/underlay'
import type { Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4Prefix } from '../wire/ipv4-address'
import { deriveNode, loopback, nicLink } from './derive-node'
import { derivePod } from './derive-pod'
import type { NetworkIndex } from './network-index'
import { buildNetworkIndex } from './network-index'
import { findNextHop } from './next-hop'

/**
 * The network that a cluster's resources make: names and segments at once, a namespace's tables when asked for.
 * Namespaces are numbered nodes first, then pods, routers and outside hosts, each in the cluster's order.
 */
export function deriveNetwork(cluster: Cluster): NetworkSpec {
  const index = buildNetworkIndex(cluster)
  const { nodes, pods, underlay } = cluster
  const hostPods = hostPodsByNode(cluster)
  const namespaces: NamespaceRef[] = [
    ...nodes.map(({ name, address, providerId, osImage }, node): NamespaceRef => {
      const instanceId = awsInstanceId(providerId)
      const hosted = hostPods.get(name)
      return { name, kind: 'node', address, blocks: ownBlocks(index, node), ...(instanceId === undefined ? {} : { instanceId }), ...(osImage?.startsWith('Windows') === true ? { isWindows: true } : {}), ...(hosted === undefined ? {} : { hostPods: hosted }) }
    }),
    ...pods.map(({ namespace, node }, pod): NamespaceRef => {
      const address = index.allocation.podAddress(pod)
      return { name: index.podNetnsOf(pod), kind: 'pod', podNamespace: namespace, node, ...(address === undefined ? {} : { address }) }
    }),
    ...underlay.routers.map(({ name }): NamespaceRef => ({ name, kind: 'router' })),
    ...underlay.hosts.map(({ name }): NamespaceRef => ({ name, kind: 'outside' })),
  ]
  const derived = new Map<number, NetnsSpec>()
  const derive = (at: number): NetnsSpec => {
    const known = derived.get(at)
    if (known) return known
    const spec = deriveNamespace(index, at)
    derived.set(at, spec)
    return spec
  }
  return { name: cluster.name, namespaces, segments: segmentSpecs(index), pools: cluster.pools.map(({ name, cidr, ipipMode, vxlanMode, natOutgoing }) => ({ name, cidr, ipipMode, vxlanMode, natOutgoing })), vxlanPort: cluster.felix.vxlanPort, derive }
}

function hostPodsByNode({ hostNetworkPods = [] }: Cluster): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const { node, name } of hostNetworkPods) names.set(node, [...(names.get(node) ?? []), name])
  return names
}

/** The blocks that a node owns; one of a single address makes no blackhole and is not counted. */
function ownBlocks(index: NetworkIndex, node: number): readonly Ipv4Prefix[] {
  return (index.allocation.blocksOfNode[node] ?? []).flatMap(({ cidr }) => (cidr.prefixLength < 32 ? [cidr] : []))
}

function deriveNamespace(index: NetworkIndex, at: number): NetnsSpec {
  const { nodes, pods, underlay } = index.cluster
  if (at < nodes.length) return deriveNode(index, at)
  if (at < nodes.length + pods.length) return derivePod(index, at - nodes.length)
  const device = at - nodes.length - pods.length
  const router = underlay.routers[device]
  if (router) return deriveDevice(router, 'router', learnedRoutes(index, router))
  return deriveDevice(required(underlay.hosts[device - underlay.routers.length], 'an outside host'), 'outside', [])
}

function deriveDevice(device: UnderlayDevice, kind: 'router' | 'outside', learned: readonly RouteSpec[]): NetnsSpec {
  return {
    name: device.name,
    kind,
    links: [loopback(device.loopback), ...device.nics.map(nicLink)],
    routes: [...device.routes, ...learned],
    rules: [],
    neighbours: [],
    fdb: [],
    ipsets: [],
    iptables: [],
    sysctls: { ...(kind === 'router' ? { 'net/ipv4/ip_forward': '1' } : {}), ...device.sysctls },
  }
}

/** What a router that peers with the nodes learns: every exported block, by way of its node. */
function learnedRoutes(index: NetworkIndex, router: UnderlayDevice): RouteSpec[] {
  if (!router.bgp || !index.cluster.calico.runsBird) return []
  const routes: RouteSpec[] = []
  for (const [node, { address }] of index.cluster.nodes.entries()) {
    const hop = findNextHop(router.nics, router.routes, address)
    if (!hop) continue
    for (const { cidr, pool } of index.allocation.blocksOfNode[node] ?? []) {
      if (pool.disableBgpExport) continue
      const learned = {
        type: 'unicast',
        table: ROUTE_TABLE.main,
        protocol: ROUTE_PROTOCOL.bird,
        scope: 'global',
        metric: 0,
        onlink: false,
      } as const
      routes.push({ ...learned, destination: cidr, gateway: hop.gateway, link: hop.link })
    }
  }
  return routes
}

function segmentSpecs(index: NetworkIndex): SegmentSpec[] {
  const { nodes, pods, underlay } = index.cluster
  const devices = new Map<string, { readonly at: number; readonly nics: readonly Nic[] }>()
  underlay.nodes.forEach(({ name, nics }, i) => devices.set(name, { at: i, nics }))
  const further = [...underlay.routers, ...underlay.hosts]
  further.forEach(({ name, nics }, i) => devices.set(name, { at: nodes.length + pods.length + i, nics }))
  return underlay.segments.map((segment) => ({
    name: segment.name,
    cidr: formatIpv4Prefix(segment.cidr),
    mtuBytes: segment.mtuBytes,
    ports: segment.members.map((member) => {
      const device = required(devices.get(member.device), 'the device of a segment member')
      const nic = required(
        device.nics.find(({ name }) => name === member.nic),
        'the NIC of a segment member',
      )
      const port = { namespaceIndex: device.at, link: nic.name, mac: nic.mac, addresses: [nic.address.address] }
      // Felix changes its instance’s first card alone (felix/aws)
      const isUnchecked = device.at < nodes.length && device.nics[0] === nic && index.felixOf(device.at).awsSrcDstCheck === 'Disable'
      return isUnchecked ? { ...port, isUnchecked } : port
    }),
    filters: segment.filters,
    ...(segment.cloudRules === undefined ? {} : { cloudRules: segment.cloudRules }),
    sourceDestinationCheck: segment.sourceDestinationCheck,
  }))
}
