import type { NetfilterTable } from '../model/cluster'
import type { IpsetSpec, LinkSpec, NetnsSpec } from '../model/netns-spec'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { filterTable } from './filter-table'
import { mangleTable } from './mangle-table'
import { natTable } from './nat-table'
import type { NetfilterFacts } from './netfilter-facts'
import type { NetfilterRule } from './netfilter-rule'
import type { CalicoTable } from './netfilter-table'
import { tableDocument } from './netfilter-table'
import type { NetworkIndex } from './network-index'
import { rawTable } from './raw-table'

/** Felix's maxelem for every ipset (felix/ipsets/ipset_defs.go). */
const IPSET_MAX_ELEMENTS = 1048576

const TABLES: Readonly<Record<NetfilterTable, (facts: NetfilterFacts) => CalicoTable>> = {
  raw: rawTable,
  mangle: mangleTable,
  nat: natTable,
  filter: filterTable,
}

/** The tables that the lab says are programmed on a node, the ipsets that their rules ask, and with nat those of the pools: they are there before a rule asks (newMasqManager). */
export function nodeNetfilter(index: NetworkIndex, node: number, tunnels: readonly LinkSpec[]): Pick<NetnsSpec, 'ipsets' | 'iptables'> {
  const facts = netfilterFacts(index, node, tunnels)
  const isBare = ({ outInterface }: NetfilterRule) => outInterface !== undefined && facts.rulesWithoutComment.includes(outInterface)
  const iptables = index.cluster.calico.netfilterTables.map((table) => tableDocument(TABLES[table](facts), isBare))
  const asked = tunnelAndHostSets(index, node, tunnels).filter(({ name }) => iptables.some((text) => text.includes(` ${name} `)))
  return { iptables, ipsets: [...(index.cluster.calico.netfilterTables.includes('nat') ? poolSets(index) : []), ...asked] }
}

function netfilterFacts(index: NetworkIndex, node: number, tunnels: readonly LinkSpec[]): NetfilterFacts {
  const { cluster, profile, enabled } = index
  const felix = index.felixOf(node)
  return {
    profile,
    enabled,
    vxlanPort: felix.vxlanPort,
    wireguardPort: felix.wireguardListeningPort,
    tunnelDevices: tunnels.filter(({ addresses }) => addresses.length > 0).map(({ name }) => name),
    natOutgoing: cluster.pools.some((pool) => pool.natOutgoing),
    rulesWithoutComment: cluster.calico.rulesWithoutComment,
    interfacePrefixes: felix.interfacePrefix.split(','),
    workloads: Array.from(index.podsOfNode(node), (pod) => {
      const { namespace, serviceAccount } = cluster.pods[pod] ?? { namespace: '' }
      const profiles = [`kns.${namespace}`, ...(serviceAccount === undefined ? [] : [`ksa.${namespace}.${serviceAccount}`])]
      return { link: index.hostVethOf(pod), profiles }
    }),
  }
}

/** felix/dataplane/linux/masq_mgr.go */
function poolSets({ profile, cluster }: NetworkIndex): IpsetSpec[] {
  const forPods = cluster.pools.filter(
    ({ allowedUses }) => !(profile.allPoolsSetSkipsLoadBalancers && allowedUses.every((use) => use === 'LoadBalancer')),
  )
  return [
    ipset(
      `cali40${profile.allPoolsSet}`,
      forPods.map(({ cidr }) => cidr),
    ),
    ipset(
      'cali40masq-ipam-pools',
      cluster.pools.filter((pool) => pool.natOutgoing).map(({ cidr }) => cidr),
    ),
  ]
}

/** felix/dataplane/linux/{ipset_hosts_mgr,vxlan_mgr,hostip_mgr}.go */
function tunnelAndHostSets(index: NetworkIndex, node: number, tunnels: readonly LinkSpec[]): IpsetSpec[] {
  const { cluster } = index
  const vteps = cluster.nodes.filter((_node, remote) => remote !== node && index.allocation.vxlanTunnelAddress(remote) !== undefined)
  const nics = cluster.underlay.nodes[node]?.nics ?? []
  const own = [...nics.map(({ address }) => address), ...tunnels.flatMap(({ addresses }) => addresses)]
  return [
    ipset(
      'cali40all-hosts-net',
      cluster.nodes.map(({ address }) => host(address)),
    ),
    ipset(
      'cali40all-vxlan-net',
      vteps.map(({ address }) => host(address)),
    ),
    ipset(
      'cali40this-host',
      own.map(({ address }) => host(address)),
    ),
    ipset('cali40dscp-src-net', []),
  ]
}

function ipset(name: string, members: readonly Ipv4Prefix[]): IpsetSpec {
  return { name, type: 'hash:net', maxElements: IPSET_MAX_ELEMENTS, members }
}

function host(address: Ipv4): Ipv4Prefix {
  return { network: address, prefixLength: 32 }
}
