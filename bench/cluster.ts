import { deriveNetwork } from '../src/core/calico/derive-network'
import { FELIX_DEFAULTS } from '../src/core/model/cluster'
import type { Cluster, IpPool } from '../src/core/model/cluster'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../src/core/model/netns-spec'
import type { NetworkSpec } from '../src/core/model/network-spec'
import type { Nic, Underlay } from '../src/core/model/underlay'
import { ipv4FromNumber } from '../src/core/wire/ipv4-address'
import type { Mac } from '../src/core/wire/mac-address'

const MTU_BYTES = 1500
const SEGMENT = 'lan'
const NODE_NETWORK = 0x0a00_0000
const NODE_PREFIX_LENGTH = 16
const POD_NETWORK = 0x0b00_0000

/** A cluster in one flat subnet, where everybody hears everybody's ARP, with IPIP everywhere: each node has a route to each other. */
function flatCluster(nodeCount: number, podsPerNode: number): Cluster {
  const pool: IpPool = {
    name: 'pods',
    cidr: { network: ipv4FromNumber(POD_NETWORK), prefixLength: 8 },
    blockSize: 26,
    ipipMode: 'Always',
    vxlanMode: 'Never',
    natOutgoing: true,
    disabled: false,
    disableBgpExport: false,
    nodeSelector: 'all()',
    allowedUses: ['Workload', 'Tunnel'],
    assignmentMode: 'Automatic',
  }
  return {
    name: `${nodeCount} nodes`,
    nodes: Array.from({ length: nodeCount }, (_, i) => ({ name: nodeName(i), address: nodeAddress(i), prefixLength: NODE_PREFIX_LENGTH })),
    pods: Array.from({ length: nodeCount * podsPerNode }, (_, i) => ({ namespace: 'default', name: `pod-${i}`, node: i % nodeCount })),
    pools: [pool],
    blocks: Array.from({ length: nodeCount }, (_, i) => ({ cidr: { network: ipv4FromNumber(POD_NETWORK + i * 64), prefixLength: 26 }, node: i })),
    felix: FELIX_DEFAULTS,
    felixOfNode: {},
    bgp: { asNumber: 64512, nodeToNodeMeshEnabled: true },
    bgpPeers: [],
    calico: { version: 'v3.32.1', netfilterTables: ['raw', 'mangle', 'nat', 'filter'], runsBird: true, tunnelDevicesFirst: false, rulesWithoutComment: [] },
    underlay: flatUnderlay(nodeCount),
  }
}

/** The first pod of a node of `flatNetwork`. */
export function firstPodOf(network: NetworkSpec, node: number, nodeCount: number): { readonly name: string; readonly address: number } {
  const spec = network.derive(nodeCount + node)
  return { name: spec.name, address: spec.links.find(({ name }) => name === 'eth0')?.addresses[0]?.address ?? 0 }
}

export function flatNetwork(nodeCount: number, podsPerNode: number): NetworkSpec {
  return deriveNetwork(flatCluster(nodeCount, podsPerNode))
}

function flatUnderlay(nodeCount: number): Underlay {
  const router = nodeAddress(-1)
  const gateway = {
    type: 'unicast',
    destination: { network: ipv4FromNumber(0), prefixLength: 0 },
    table: ROUTE_TABLE.main,
    protocol: ROUTE_PROTOCOL.dhcp,
    scope: 'global',
    metric: 100,
    gateway: router,
    link: 'eth0',
    onlink: false,
  } as const
  const nodes = Array.from({ length: nodeCount }, (_, i) => ({ name: nodeName(i), nics: [nic(i)], routes: [gateway], sysctls: {}, wireguard: { peerOrder: [], allowedIpOrder: [] } }))
  const members = [...nodes, { name: 'router' }].map(({ name }) => ({ device: name, nic: 'eth0' }))
  return {
    segments: [{ name: SEGMENT, cidr: { network: ipv4FromNumber(NODE_NETWORK), prefixLength: NODE_PREFIX_LENGTH }, mtuBytes: MTU_BYTES, members, filters: [], sourceDestinationCheck: false }],
    routers: [{ name: 'router', nics: [nic(-1)], loopback: [], routes: [], sysctls: {}, bgp: false }],
    hosts: [],
    nodes,
  }
}

/** The router's is that of node -1. */
function nic(node: number): Nic {
  const address = nodeAddress(node)
  return {
    name: 'eth0',
    mac: (0x0200_0000_0000 + address) as Mac,
    mtuBytes: MTU_BYTES,
    address: { address, prefixLength: NODE_PREFIX_LENGTH, broadcast: ipv4FromNumber(NODE_NETWORK + 0xffff) },
    attachedTo: { kind: 'segment', segment: SEGMENT },
  }
}

function nodeAddress(node: number): ReturnType<typeof ipv4FromNumber> {
  return ipv4FromNumber(NODE_NETWORK + 2 + node)
}

function nodeName(node: number): string {
  return `node-${node}`
}
