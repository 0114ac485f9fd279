import type { Device } from '../dataplane/device'
import type { Netns } from '../dataplane/netns'
import type { Route } from '../dataplane/route'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import type { LinkAddress, RouteSpec } from '../model/netns-spec'
import { broadcastOf, networkOf } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'

/** Puts a route into its table and into the fact log. */
export function installRoute(netns: Netns, spec: RouteSpec): Route {
  const device = spec.type === 'unicast' || spec.type === 'local' || spec.type === 'broadcast' ? (netns.device(spec.link ?? '') ?? null) : null
  const id = netns.env.facts.add({ kind: 'route', netns: netns.index, route: spec })
  const route: Route = { id, spec, device, isLocal: spec.type === 'local', isBroadcast: spec.type === 'broadcast', gateway: spec.gateway ?? 0, exceptions: null }
  netns.fib.table(spec.table).add(route)
  return route
}

export function uninstallRoute(netns: Netns, route: Route): void {
  netns.fib.table(route.spec.table).remove(route)
  netns.env.facts.remove(route.id, netns.index)
}

/** The routes that the kernel makes for an address by itself (fib_add_ifaddr, net/ipv4/fib_frontend.c). */
export function addressRoutes(device: Device, address: LinkAddress): RouteSpec[] {
  const base = { link: device.name, preferredSource: address.address, protocol: ROUTE_PROTOCOL.kernel, metric: 0, onlink: false }
  const inLocal = (destination: Ipv4, prefixLength: number, type: 'local' | 'broadcast'): RouteSpec => ({
    ...base,
    type,
    destination: { network: destination, prefixLength },
    table: ROUTE_TABLE.local,
    scope: type === 'local' ? 'host' : 'link',
  })
  const { prefixLength } = address
  const network = networkOf(address.address, prefixLength)
  const routes = [inLocal(address.address, 32, 'local')]
  if (!device.up) return routes
  if (prefixLength < 32 && !device.isLoopback) {
    routes.push({ ...base, type: 'unicast', destination: { network, prefixLength }, table: ROUTE_TABLE.main, scope: 'link', metric: address.prefixRouteMetric ?? 0 })
  }
  if (prefixLength < 32 && device.isLoopback) routes.push(inLocal(network, prefixLength, 'local'))
  // The subnet's own broadcast address, and the one that was given if it is another.
  const broadcasts = new Set(prefixLength < 31 ? [broadcastOf(network, prefixLength)] : [])
  if (address.broadcast !== undefined && (address.broadcast as number) !== 0xffff_ffff) broadcasts.add(address.broadcast)
  for (const broadcast of broadcasts) routes.push(inLocal(broadcast, 32, 'broadcast'))
  return routes
}

export function addAddress(netns: Netns, device: Device, address: LinkAddress): void {
  device.addresses.push(address)
  netns.refreshLocalAddresses()
  for (const route of addressRoutes(device, address)) installRoute(netns, route)
}

export function removeAddress(netns: Netns, device: Device, address: LinkAddress): void {
  device.addresses = device.addresses.filter((other) => other.address !== address.address || other.prefixLength !== address.prefixLength)
  netns.refreshLocalAddresses()
  const own = addressRoutes(device, address)
  for (const table of netns.fib.allTables()) {
    for (const route of [...table.all()]) {
      const isKernels = route.device === device && own.some((spec) => sameDestination(spec, route.spec) && spec.preferredSource === route.spec.preferredSource && spec.type === route.spec.type)
      if (isKernels || (route.spec.preferredSource === address.address && route.spec.protocol !== ROUTE_PROTOCOL.kernel)) uninstallRoute(netns, route)
    }
  }
}

function sameDestination(x: RouteSpec, y: RouteSpec): boolean {
  return x.destination.network === y.destination.network && x.destination.prefixLength === y.destination.prefixLength && x.table === y.table
}

/** A link went down: its routes go, its addresses and their local routes stay (fib_sync_down_dev); neighbours are forgotten. */
export function takeDown(netns: Netns, device: Device): void {
  for (const table of netns.fib.allTables()) {
    for (const route of [...table.all()]) if (route.device === device && route.spec.type !== 'local') uninstallRoute(netns, route)
  }
  for (const neighbour of netns.neighbours.all()) if (neighbour.device === device) netns.neighbours.remove(neighbour)
}

/** A veth has a carrier while both ends are up (veth_open, veth_close); who loses it forgets what ARP told (neigh_carrier_down). */
export function joinCarrier(device: Device, other: Device): void {
  device.carrierLostBy = other.up ? null : other
  other.carrierLostBy = device.up ? null : device
  if (device.up) return
  const { neighbours } = other.netns
  for (const neighbour of neighbours.all()) if (neighbour.device === other && neighbour.state !== 'PERMANENT') neighbours.remove(neighbour)
}

/** A link came up: the kernel makes the connected routes again; what others had added stays lost. */
export function bringUp(netns: Netns, device: Device): void {
  for (const address of device.addresses) {
    for (const spec of addressRoutes(device, address)) {
      const exists = netns.fib.table(spec.table).all().some((route) => sameDestination(route.spec, spec) && route.device === device)
      if (!exists) installRoute(netns, spec)
    }
  }
}
