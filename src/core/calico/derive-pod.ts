import { required } from '../base/assert'
import type { NetnsSpec } from '../model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import type { Sysctls } from '../model/underlay'
import type { Ipv4 } from '../wire/ipv4-address'
import { parseIpv4 } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import { ipipLink, loopback } from './derive-node'
import type { NetworkIndex } from './network-index'

/** Every pod's next hop; no interface anywhere holds it. */
const DUMMY_NEXT_HOP = required(parseIpv4('169.254.1.1'), '169.254.1.1')
/** What the ipip module gives its fallback device in a namespace that nobody configures. */
const IDLE_IPIP_MTU_BYTES = 1480
/** 0a:00: and the address; the kernel's own choice is random, a lab's may not be. */
const POD_MAC_PREFIX = 0x0a00_0000_0000

/** A pod as the CNI plugin leaves it: a /32 on eth0, 169.254.1.1 on the link, and everything else by way of it. */
export function derivePod(index: NetworkIndex, pod: number): NetnsSpec {
  const { node, mac } = required(index.cluster.pods[pod], 'a pod')
  const address = index.allocation.podAddress(pod)
  const underlay = required(index.cluster.underlay.nodes[node], 'the underlay of a node')
  const before = [loopback(), ...(index.enabled.ipip ? [ipipLink(IDLE_IPIP_MTU_BYTES, undefined)] : [])]
  const link = { table: ROUTE_TABLE.main, protocol: ROUTE_PROTOCOL.boot, metric: 0, link: 'eth0', onlink: false, type: 'unicast' } as const
  return {
    name: index.podNetnsOf(pod),
    kind: 'pod',
    links: [
      ...before,
      {
        kind: 'ethernet',
        name: 'eth0',
        // the host end was made beside it, took the number before, and was moved to the node
        ifindex: before.length + 2,
        mtuBytes: index.mtusOf(node).podMtuBytes,
        up: true,
        addresses: address === undefined ? [] : [{ address, prefixLength: 32 }],
        mac: mac ?? podMac(address),
        attachedTo: { kind: 'peer', netns: underlay.name, link: index.hostVethOf(pod) },
      },
    ],
    routes: [
      { ...link, destination: { network: DUMMY_NEXT_HOP, prefixLength: 32 }, scope: 'link' },
      { ...link, destination: { network: 0 as Ipv4, prefixLength: 0 }, scope: 'global', gateway: DUMMY_NEXT_HOP },
    ],
    rules: [],
    neighbours: [],
    fdb: [],
    ipsets: [],
    iptables: [],
    sysctls: podSysctls(underlay.sysctls),
  }
}

function podMac(address: Ipv4 | undefined): Mac {
  return (POD_MAC_PREFIX + (address ?? 0)) as Mac
}

/** A new namespace starts with the node's `all` and `default` (net.core.devconf_inherit_init_net is 0). */
function podSysctls(host: Sysctls): Record<string, string> {
  const sysctls: Record<string, string> = { 'net/ipv4/ip_forward': '0' }
  for (const [key, value] of Object.entries(host)) {
    if (/^net\/ipv4\/conf\/(all|default)\/(?!forwarding$)/.test(key)) sysctls[key] = value
  }
  const rpFilter = host['net/ipv4/conf/default/rp_filter']
  if (rpFilter !== undefined) sysctls['net/ipv4/conf/eth0/rp_filter'] = rpFilter
  return sysctls
}
