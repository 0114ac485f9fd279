import type { Inventory } from '../model/inventory'
import { bottomOf, centreOf, pathLength, pointAlong, rightOf, simplify } from './geometry'
import type { Point, Rect } from './geometry'
import type { PlacedHost, PlacedInterface, PlacedWire } from './layout'
import { freeColumn } from './layout-lanes'
import { STAGE } from './stage-metrics'

/** A line between two hosts of the gutter: a router's uplink, or the pair of two routers. */
interface Transit {
  readonly group: string
  readonly ends: readonly { readonly netns: number; readonly link: string }[]
}

export interface TransitParts {
  readonly wires: readonly PlacedWire[]
  readonly interfaces: readonly PlacedInterface[]
}

/** How far the wires of one router's flank stand apart. */
const FLANK_PITCH = 12

/** Joins what stands in the gutter without a subnet in between, from right flank to left flank. */
export function directWires(inventory: Inventory, routers: readonly PlacedHost[], outsides: readonly PlacedHost[]): TransitParts {
  const hosts = new Map([...routers, ...outsides].map((host) => [host.netns, host]))
  const isPill = new Set(outsides.map((host) => host.netns))
  const wires: PlacedWire[] = []
  const interfaces: PlacedInterface[] = []
  const pairs = transitPairs(inventory, hosts).flatMap(({ group, ends }) => {
    const [left, right] = ends.toSorted((a, b) => centreOf(hosts.get(a.netns)?.rect ?? NOWHERE).x - centreOf(hosts.get(b.netns)?.rect ?? NOWHERE).x)
    const from = left && hosts.get(left.netns)
    const to = right && hosts.get(right.netns)
    return left && right && from && to ? [{ group, left, right, from, to }] : []
  })
  const columns: number[] = []
  let lanes = 0
  for (const { group, left, right, from, to } of pairs) {
    const leaving = placeAmong(pairs.filter((pair) => pair.from === from).map((pair) => pair.left).indexOf(left), pairs.filter((pair) => pair.from === from).length)
    const arriving = placeAmong(pairs.filter((pair) => pair.to === to).map((pair) => pair.right).indexOf(right), pairs.filter((pair) => pair.to === to).length)
    const start = { x: rightOf(from.rect), y: centreOf(from.rect).y + leaving }
    const end = { x: to.rect.x, y: arriving === 0 && contains(to, start.y) ? start.y : centreOf(to.rect).y + arriving }
    const blocked = [...hosts.values()].filter((host) => host !== from && host !== to && host.rect.x < end.x && rightOf(host.rect) > start.x && (contains(host, start.y) || contains(host, end.y)))
    const points = blocked.length === 0 ? straight(start, end, leaving, columns) : under(start, end, blocked, ++lanes, columns)
    columns.push(...points.map(({ x }) => x))
    wires.push({ id: `direct-${left.netns}-${left.link}`, kind: 'direct', group, netns: left.netns, link: left.link, points, far: right })
    const run = points.slice(-2)
    const rest = pointAlong(run, pathLength(run) / 2)
    for (const [end, way] of [[left, points], [right, points.toReversed()]] as const) {
      const rect = hosts.get(end.netns)?.rect ?? NOWHERE
      const role = isPill.has(end.netns) ? ('outside' as const) : ('router-port' as const)
      interfaces.push({ netns: end.netns, link: end.link, role, drawn: false, nameOnly: false, side: 'above', rect, port: way[0] as Point, rest })
    }
  }
  const networks = transitNetworks(inventory, hosts).filter(({ ends }) => ends.length > 2).map((network) => shared(network, hosts, ++lanes, columns))
  return { wires: [...wires, ...networks.flatMap((network) => network.wires)], interfaces: [...interfaces, ...networks.flatMap((network) => network.interfaces)] }
}

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 }

/** Of `count` lines at one flank, how far from its middle the `k`th stands. */
function placeAmong(k: number, count: number): number {
  return (k - (count - 1) / 2) * Math.min(FLANK_PITCH, (STAGE.routerHeight - FLANK_PITCH) / count)
}

/** With one step, where the ends are not level. */
function straight(start: Point, end: Point, leaving: number, columns: readonly number[]): readonly Point[] {
  const x = freeColumn(start.x + STAGE.routerGap / 2 + (leaving / FLANK_PITCH) * STAGE.wireLanePitch, start.x + STAGE.wireLanePitch, end.x - STAGE.wireLanePitch, columns)
  return simplify([start, { x, y: start.y }, { x, y: end.y }, end])
}

/** Under the hosts in between, by a lane of its own. */
function under(start: Point, end: Point, hosts: readonly PlacedHost[], lane: number, columns: readonly number[]): readonly Point[] {
  const y = laneUnder(hosts.map(({ rect }) => rect), lane)
  const elbow = STAGE.routerGap / 4
  const down = freeColumn(start.x + elbow, start.x, start.x + STAGE.routerGap, columns)
  const up = freeColumn(end.x - elbow, end.x - STAGE.routerGap, end.x, [...columns, down])
  return simplify([start, { x: down, y: start.y }, { x: down, y }, { x: up, y }, { x: up, y: end.y }, end])
}

function contains(host: PlacedHost, y: number): boolean {
  return y > host.rect.y && y < bottomOf(host.rect)
}

/** Pairs of hosts that are both in the gutter: ends of one veth, or ports of a segment without nodes. */
function transitPairs(inventory: Inventory, hosts: ReadonlyMap<number, PlacedHost>): readonly Transit[] {
  const pairs: Transit[] = []
  const seen = new Set<string>()
  for (const netns of hosts.keys()) {
    for (const link of inventory.namespaces[netns]?.links ?? []) {
      if (link.peer === undefined || !hosts.has(link.peer.namespace)) continue
      const key = [`${netns}/${link.name}`, `${link.peer.namespace}/${link.peer.link}`].toSorted().join(' ')
      if (seen.has(key)) continue
      seen.add(key)
      pairs.push({ group: key, ends: [{ netns, link: link.name }, { netns: link.peer.namespace, link: link.peer.link }] })
    }
  }
  for (const { name, ends } of transitNetworks(inventory, hosts)) if (ends.length === 2) pairs.push({ group: name, ends })
  return pairs
}

interface TransitNetwork {
  readonly name: string
  readonly ends: Transit['ends']
}

/** Segments without nodes, with their hosts in the gutter. */
function transitNetworks(inventory: Inventory, hosts: ReadonlyMap<number, PlacedHost>): readonly TransitNetwork[] {
  return inventory.segments.filter(({ members }) => !members.some((member) => inventory.namespaces[member]?.kind === 'node')).map(({ name, members }) => ({
    name,
    ends: members.flatMap((netns) => {
      const link = inventory.namespaces[netns]?.links.find((candidate) => candidate.segment === name)
      return link !== undefined && hosts.has(netns) ? [{ netns, link: link.name }] : []
    }),
  }))
}

/** A network of several hosts of the gutter as a line under all of them; each comes down to it from its flank. */
function shared({ name, ends }: TransitNetwork, hosts: ReadonlyMap<number, PlacedHost>, lane: number, columns: number[]): TransitParts {
  const wires: PlacedWire[] = []
  const interfaces: PlacedInterface[] = []
  const rects = [...hosts.values()].map(({ rect }) => rect)
  const y = laneUnder(rects, lane)
  const rightmost = Math.max(...rects.map((rect) => rect.x))
  for (const { netns, link } of ends) {
    const rect = hosts.get(netns)?.rect ?? NOWHERE
    // nothing stands at the right of the last host
    const [flank, out] = rect.x === rightmost ? [rect.x, -1] : [rightOf(rect), 1]
    const [near, far] = [flank + (out * STAGE.routerGap) / 4, flank + out * STAGE.routerGap]
    const x = freeColumn(near, Math.min(flank, far), Math.max(flank, far), columns)
    const port = { x: flank, y: bottomOf(rect) - FLANK_PITCH / 2 }
    columns.push(x)
    wires.push({ id: `stub-${netns}-${link}`, kind: 'stub', group: name, netns, link, points: simplify([port, { x, y: port.y }, { x, y }]) })
    interfaces.push({ netns, link, role: 'router-port', drawn: false, nameOnly: false, side: 'above', rect, port, rest: { x, y: port.y } })
  }
  const xs = wires.map(({ points }) => points.at(-1)?.x ?? 0)
  const bus: PlacedWire = { id: `bus-${name}`, kind: 'bus', group: name, netns: -1, link: '', points: [{ x: Math.min(...xs), y }, { x: Math.max(...xs), y }] }
  return { wires: [...wires, bus], interfaces }
}

function laneUnder(rects: readonly Rect[], lane: number): number {
  return Math.max(...rects.map(bottomOf)) + STAGE.routerPortHeight / 2 + STAGE.wireLanePitch * lane
}
