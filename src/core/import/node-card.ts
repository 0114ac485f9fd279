import type { LinkAddress, RouteSpec } from '../model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import type { Sysctls } from '../model/underlay'
import type { Ipv4 } from '../wire/ipv4-address'
import { broadcastOf } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'

/** Metric of a DHCP client's default route, as the kernel recordings and systemd-networkd have it. */
const DEFAULT_ROUTE_METRIC = 100
const MAC_PREFIX = 0x0200_0000_0000

/** What Ubuntu's 50-default.conf (systemd) sets on a node; a lab's own settings win. */
export const NODE_SYSCTLS: Sysctls = { 'net/ipv4/conf/all/rp_filter': '0', 'net/ipv4/conf/default/rp_filter': '2' }

/** The MAC of a card whose own is not written: `02:00` and its address. */
export function macOf(address: Ipv4): Mac {
  return (MAC_PREFIX + address) as Mac
}

export function linkAddress(address: Ipv4, prefixLength: number, prefixRouteMetric?: number): LinkAddress {
  return {
    address,
    prefixLength,
    ...(prefixLength >= 31 ? {} : { broadcast: broadcastOf(address, prefixLength) }),
    ...(prefixRouteMetric === undefined ? {} : { prefixRouteMetric }),
  }
}

/** The default route that a DHCP client writes. */
export function dhcpRoute(link: string, source: Ipv4, gateway: Ipv4): RouteSpec {
  return {
    type: 'unicast',
    destination: { network: 0 as Ipv4, prefixLength: 0 },
    table: ROUTE_TABLE.main,
    protocol: ROUTE_PROTOCOL.dhcp,
    scope: 'global',
    metric: DEFAULT_ROUTE_METRIC,
    gateway,
    link,
    preferredSource: source,
    onlink: false,
  }
}
