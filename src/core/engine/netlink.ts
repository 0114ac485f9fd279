import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Device } from '../dataplane/device'
import { followLinkMtu } from '../dataplane/path-mtu'
import type { IpsetSpec, LinkAddress, LinkSpec, RouteSpec, RuleSpec } from '../model/netns-spec'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { BuiltNetns } from './build-netns'
import { deviceSysctl, DEVICE_SYSCTLS, otherSysctl, OTHER_SYSCTLS, writeSysctl } from './device-conf'
import type { ConnectionEvents, ConnectionView, ConntrackCounters } from './connection-api'
import type { Errno, IptablesError, IptablesTableView, LinkView, NeighbourView, NetlinkOfNetns, RouteAnswer, RouteExceptionView, RouteMatch, RouteQuery, RouteView, WireguardChange, WireguardView } from './kernel-api'
import { connectionsOf, conntrackCountersOf, deleteConnections, openConnectionEvents } from './connections'
import { routeExceptionsOf, routeGet, routesInDumpOrder } from './route-get'
import { addAddress, bringUp, installRoute, joinCarrier, removeAddress, takeDown, uninstallRoute } from './route-admin'
import { setWireguard, wireguardViews } from './wireguard-admin'

/** Outer IPv4, UDP and VXLAN headers and the inner Ethernet header. */
const VXLAN_OVERHEAD_BYTES = 50
const DONE: Result<void, Errno> = ok(undefined)

/** rtnetlink and its kin for one built namespace. `peerOf` tells where a link's other end lies, `otherEnd` is that device of a veth. */
export class Netlink implements Omit<NetlinkOfNetns, 'sockets'> {
  constructor(
    private readonly built: BuiltNetns,
    private readonly peerOf: (link: LinkSpec) => { readonly netns: string; readonly ifindex: number } | undefined,
    private readonly otherEnd: (link: LinkSpec) => Device | undefined,
  ) {}

  links(): readonly LinkView[] {
    return this.built.netns.devices.map((device) => {
      const peer = this.peerOf(device.spec)
      const { name: _name, ...view } = device
      return {
        spec: view.spec,
        ifindex: view.ifindex,
        up: view.up,
        hasCarrier: view.carrierLostBy === null,
        mtuBytes: view.mtuBytes,
        addresses: view.addresses,
        counters: { ...view.counters },
        ...(peer ? { peerIfindex: peer.ifindex, peerNetns: peer.netns } : {}),
      }
    })
  }

  setLink(name: string, change: { readonly up?: boolean; readonly mtuBytes?: number }): Result<void, Errno> {
    const { netns } = this.built
    const device = netns.device(name)
    if (device === undefined) return err({ code: 'ENODEV' })
    if (change.mtuBytes !== undefined) {
      if (change.mtuBytes < 68 || change.mtuBytes > this.largestMtu(device)) return err({ code: 'EINVAL' })
      for (const table of netns.fib.allTables()) for (const route of table.all()) if (route.device === device) followLinkMtu(route, device.mtuBytes, change.mtuBytes)
      device.mtuBytes = change.mtuBytes
    }
    if (change.up !== undefined && change.up !== device.up) {
      device.up = change.up
      const tunnel = this.built.tunnels.get(name) ?? this.built.wireguards.get(name)
      if (change.up) bringUp(netns, device)
      else takeDown(netns, device)
      if (change.up) tunnel?.open(device)
      else tunnel?.close(device)
      const other = this.otherEnd(device.spec)
      if (other !== undefined) joinCarrier(device, other)
    }
    this.logInterface(device)
    return DONE
  }

  addAddress(link: string, address: LinkAddress): Result<void, Errno> {
    const device = this.built.netns.device(link)
    if (device === undefined) return err({ code: 'ENODEV' })
    if (device.addresses.some((other) => other.address === address.address && other.prefixLength === address.prefixLength)) return err({ code: 'EEXIST' })
    addAddress(this.built.netns, device, address)
    this.logInterface(device)
    return DONE
  }

  deleteAddress(link: string, address: LinkAddress): Result<void, Errno> {
    const device = this.built.netns.device(link)
    if (device === undefined) return err({ code: 'ENODEV' })
    if (!device.addresses.some((other) => other.address === address.address)) return err({ code: 'EADDRNOTAVAIL' })
    removeAddress(this.built.netns, device, address)
    this.logInterface(device)
    return DONE
  }

  routes(): readonly RouteView[] {
    return routesInDumpOrder(this.built.netns).map(({ spec, device, isLocal }) => (isLocal || (device?.carrierLostBy ?? null) === null ? spec : { ...spec, isLinkDown: true }))
  }

  addRoute(route: RouteSpec): Result<void, Errno> {
    const problem = this.refuseRoute(route)
    if (problem) return err(problem)
    if (this.findSame(route) !== undefined) return err({ code: 'EEXIST' })
    installRoute(this.built.netns, route)
    return DONE
  }

  replaceRoute(route: RouteSpec): Result<void, Errno> {
    const problem = this.refuseRoute(route)
    if (problem) return err(problem)
    const same = this.findSame(route)
    if (same !== undefined) uninstallRoute(this.built.netns, same)
    installRoute(this.built.netns, route)
    return DONE
  }

  deleteRoute(match: RouteMatch): Result<void, Errno> {
    const { netns } = this.built
    const { destination, ...others } = match
    const found = netns.fib
      .table(match.table)
      .inDumpOrder()
      .find(({ spec }) => {
        if (spec.destination.network !== destination.network || spec.destination.prefixLength !== destination.prefixLength) return false
        return (Object.keys(others) as (keyof typeof others)[]).every((key) => spec[key] === others[key])
      })
    if (found === undefined) return err({ code: 'ESRCH' })
    uninstallRoute(netns, found)
    return DONE
  }

  routeGet(query: RouteQuery): Result<RouteAnswer, Errno> {
    return routeGet(this.built.netns, query)
  }

  rules(): readonly RuleSpec[] {
    return this.built.netns.fib.allRules().map((rule) => rule.spec)
  }

  addRule(rule: RuleSpec): Result<void, Errno> {
    const { netns } = this.built
    const id = netns.env.facts.add({ kind: 'rule', netns: netns.index, rule })
    netns.fib.setRules([...netns.fib.allRules(), { id, spec: rule }])
    return DONE
  }

  deleteRule(rule: RuleSpec): Result<void, Errno> {
    const { netns } = this.built
    const found = netns.fib.allRules().find(({ spec }) => JSON.stringify(spec) === JSON.stringify(rule))
    if (found === undefined) return err({ code: 'ENOENT' })
    netns.env.facts.remove(found.id, netns.index)
    netns.fib.setRules(netns.fib.allRules().filter((other) => other !== found))
    return DONE
  }

  neighbours(): readonly NeighbourView[] {
    const { nowNs } = this.built.netns.env
    const secondsSince = (thenNs: number): number => Math.max(0, Math.floor((nowNs - thenNs) / 1e9))
    return this.built.netns.neighbours.all().map(({ address, device, mac, state, probes, usedNs, confirmedNs, updatedNs }) => ({
      address: address as Ipv4,
      link: device.name,
      mac: state === 'INCOMPLETE' || state === 'FAILED' || state === 'NONE' ? undefined : (mac as Mac),
      state,
      router: false,
      usedSeconds: secondsSince(usedNs),
      confirmedSeconds: secondsSince(confirmedNs),
      updatedSeconds: secondsSince(updatedNs),
      probes,
    }))
  }

  setNeighbour(link: string, address: Ipv4, mac: Mac, state: 'permanent' | 'reachable' | 'stale'): Result<void, Errno> {
    const { netns } = this.built
    const device = netns.device(link)
    if (device === undefined) return err({ code: 'ENODEV' })
    const neighbour = netns.neighbours.find(device, address) ?? netns.neighbours.create(device, address)
    netns.neighbours.update(neighbour, mac, state === 'permanent' ? 'PERMANENT' : state === 'stale' ? 'STALE' : 'REACHABLE', true, true)
    return DONE
  }

  deleteNeighbour(link: string, address: Ipv4): Result<void, Errno> {
    const { netns } = this.built
    const device = netns.device(link)
    if (device === undefined) return err({ code: 'ENODEV' })
    const neighbour = netns.neighbours.find(device, address)
    if (neighbour === undefined) return err({ code: 'ENOENT' })
    netns.neighbours.delete(neighbour)
    return DONE
  }

  flushNeighbours(link?: string): void {
    const { neighbours } = this.built.netns
    for (const neighbour of neighbours.all()) {
      if (neighbour.state !== 'PERMANENT' && neighbour.state !== 'NOARP' && (link === undefined || neighbour.device.name === link)) neighbours.delete(neighbour)
    }
  }

  flushRouteCache(): void {
    this.built.netns.pathMtu.flush()
  }

  routeExceptions(): readonly RouteExceptionView[] {
    return routeExceptionsOf(this.built.netns)
  }

  connections(): readonly ConnectionView[] {
    return connectionsOf(this.built.netns)
  }

  deleteConnections(picks: (connection: ConnectionView) => boolean): readonly ConnectionView[] {
    return deleteConnections(this.built.netns, picks)
  }

  openConnectionEvents(): ConnectionEvents {
    return openConnectionEvents(this.built.netns)
  }

  conntrackCounters(): ConntrackCounters {
    return conntrackCountersOf(this.built.netns)
  }

  flushConntrack(): void {
    this.built.netfilter.flushConntrack()
  }

  sysctl(key: string): string | undefined {
    const { netns } = this.built
    const conf = /^net\/ipv4\/conf\/([^/]+)\/([a-z_]+)$/.exec(key)
    if (!conf) return otherSysctl(netns, key)
    const [, device = '', name = ''] = conf
    const exists = device === 'all' || device === 'default' || netns.device(device) !== undefined
    return exists ? deviceSysctl(netns, device, name) : undefined
  }

  setSysctl(key: string, value: string): Result<void, Errno> {
    const code = writeSysctl(this.built.netns, key, value)
    return code === undefined ? DONE : err({ code })
  }

  sysctls(): readonly string[] {
    const { netns } = this.built
    const perDevice = ['all', 'default', ...netns.devices.map((device) => device.name)].flatMap((device) => DEVICE_SYSCTLS.map((key) => `net/ipv4/conf/${device}/${key}`))
    return [...new Set(['net/ipv4/ip_forward', ...OTHER_SYSCTLS, ...netns.sysctls.keys(), ...perDevice])].sort()
  }

  iptablesTables(): readonly IptablesTableView[] {
    return this.built.netfilter.view()
  }

  iptablesCommand(table: string, argv: readonly string[]): Result<void, IptablesError> {
    return this.built.netfilter.command(table, argv)
  }

  iptablesHas(table: string, chain: string, rule: readonly string[]): Result<boolean, IptablesError> {
    return this.built.netfilter.has(table, chain, rule)
  }

  ipsets(): ReturnType<NetlinkOfNetns['ipsets']> {
    return [...this.built.netfilter.sets.values()].map((set) => ({ name: set.spec.name, type: set.spec.type, maxElements: set.spec.maxElements, members: set.members() }))
  }

  ipsetAdd(set: string, member: Ipv4Prefix): Result<void, Errno> {
    const found = this.built.netfilter.sets.get(set)
    if (found === undefined) return err({ code: 'ENOENT' })
    return found.add(member) ? DONE : err({ code: 'EEXIST' })
  }

  ipsetDelete(set: string, member: Ipv4Prefix): Result<void, Errno> {
    const found = this.built.netfilter.sets.get(set)
    if (found === undefined) return err({ code: 'ENOENT' })
    return found.delete(member) ? DONE : err({ code: 'ESRCH' })
  }

  ipsetCreate(set: IpsetSpec): Result<void, Errno> {
    return this.built.netfilter.createSet(set) ? DONE : err({ code: 'EEXIST' })
  }

  ipsetDestroy(set: string): Result<void, Errno> {
    if (!this.built.netfilter.sets.has(set)) return err({ code: 'ENOENT' })
    return this.built.netfilter.destroySet(set) ? DONE : err({ code: 'EBUSY' })
  }

  fdb(): ReturnType<NetlinkOfNetns['fdb']> {
    return [...this.built.tunnels].flatMap(([link, tunnel]) => [...tunnel.fdb].map(([mac, destination]) => ({ mac: mac as Mac, link, destination: destination as Ipv4 })))
  }

  fdbAdd(link: string, mac: Mac, destination: Ipv4, replaces = false): Result<void, Errno> {
    const tunnel = this.built.tunnels.get(link)
    if (tunnel === undefined) return err({ code: this.built.netns.device(link) === undefined ? 'ENODEV' : 'EOPNOTSUPP' })
    if (tunnel.fdb.has(mac) && !replaces) return err({ code: 'EEXIST' })
    tunnel.fdb.set(mac, destination)
    return DONE
  }

  fdbDelete(link: string, mac: Mac): Result<void, Errno> {
    const tunnel = this.built.tunnels.get(link)
    if (tunnel === undefined) return err({ code: this.built.netns.device(link) === undefined ? 'ENODEV' : 'EOPNOTSUPP' })
    return tunnel.fdb.delete(mac) ? DONE : err({ code: 'ENOENT' })
  }

  wireguards(): readonly WireguardView[] {
    return wireguardViews(this.built)
  }

  setWireguard(link: string, change: WireguardChange): Result<void, Errno> {
    const done = setWireguard(this.built, link, change)
    const device = this.built.netns.device(link)
    if (done.ok && device !== undefined && (change.fwmark !== undefined || change.listenPort !== undefined)) this.logInterface(device)
    return done
  }

  /** A VXLAN device takes no more than its parent leaves it (vxlan_change_mtu). */
  private largestMtu(device: Device): number {
    if (device.spec.kind !== 'vxlan') return 65535
    return (this.built.netns.device(device.spec.parent)?.mtuBytes ?? 65535) - VXLAN_OVERHEAD_BYTES
  }

  /** What fib_check_nh and fib_create_info refuse. */
  private refuseRoute(route: RouteSpec): Errno | undefined {
    const { netns } = this.built
    if (route.type !== 'unicast' && route.type !== 'local' && route.type !== 'broadcast') return undefined
    const device = netns.device(route.link ?? '')
    if (device === undefined) return { code: 'ENODEV' }
    if (!device.up) return { code: 'ENETDOWN' }
    if (route.gateway === undefined || route.onlink) return undefined
    const towards = netns.fib.lookup({ destination: route.gateway, source: 0, mark: 0, inIfindex: 1, outIfindex: device.ifindex })
    return towards?.gateway === 0 ? undefined : { code: 'ENETUNREACH' }
  }

  private findSame(route: RouteSpec): ReturnType<ReturnType<BuiltNetns['netns']['fib']['table']>['all']>[number] | undefined {
    return this.built.netns.fib
      .table(route.table)
      .all()
      .find(({ spec }) => spec.destination.network === route.destination.network && spec.destination.prefixLength === route.destination.prefixLength && spec.metric === route.metric)
  }

  private logInterface(device: Device): void {
    const { env, index } = device.netns
    const wireguard = this.built.wireguards.get(device.name)
    env.facts.replace({
      kind: 'interface',
      id: device.id,
      netns: index,
      name: device.name,
      ifindex: device.ifindex,
      linkKind: device.spec.kind,
      linkLayer: device.linkHeaderBytes === 0 ? 'raw-ip' : 'ethernet',
      mac: device.mac as Mac,
      mtuBytes: device.mtuBytes,
      up: device.up,
      addresses: device.addresses,
      ...(wireguard && { fwmark: wireguard.fwmark, udpPort: wireguard.listenPort }),
      ...(device.spec.kind === 'vxlan' && { udpPort: device.spec.udpPort }),
    })
  }
}
