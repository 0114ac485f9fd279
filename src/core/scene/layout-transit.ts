import type { Inventory } from '../model/inventory'
import { bottomOf, centreOf, pathLength, pointAlong, rightOf, simplify } from './geometry'
import type { Point } from './geometry'
import type { PlacedHost, PlacedInterface, PlacedWire } from './layout'
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
  const pairs = transitPairs(inventory, hosts)
  for (const [k, pair] of pairs.entries()) {
    const [left, right] = pair.ends.toSorted((a, b) => centreOf(hosts.get(a.netns)?.rect ?? NOWHERE).x - centreOf(hosts.get(b.netns)?.rect ?? NOWHERE).x)
    const from = left && hosts.get(left.netns)
    const to = right && hosts.get(right.netns)
    if (!left || !right || !from || !to) continue
    const points = routeDirect(from, to, [...hosts.values()], k - (pairs.length - 1) / 2)
    wires.push({ id: `direct-${left.netns}-${left.link}`, kind: 'direct', group: pair.group, netns: left.netns, link: left.link, points, far: right })
    const run = points.slice(-2)
    const rest = pointAlong(run, pathLength(run) / 2)
    for (const [end, way] of [[left, points], [right, points.toReversed()]] as const) {
      const rect = hosts.get(end.netns)?.rect ?? NOWHERE
      const role = isPill.has(end.netns) ? ('outside' as const) : ('router-port' as const)
      interfaces.push({ netns: end.netns, link: end.link, role, drawn: false, nameOnly: false, side: 'above', rect, port: way[0] as Point, rest })
    }
  }
  return { wires, interfaces }
}

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 }

/** Straight where nothing stands between; else under the hosts in between. */
function routeDirect(from: PlacedHost, to: PlacedHost, hosts: readonly PlacedHost[], offset: number): readonly Point[] {
  const y = centreOf(from.rect).y + offset * FLANK_PITCH
  const start = { x: rightOf(from.rect), y }
  const end = { x: to.rect.x, y: to.rect.height > STAGE.routerHeight - FLANK_PITCH && contains(to, y) ? y : centreOf(to.rect).y }
  const between = hosts.filter((host) => host !== from && host !== to && host.rect.x < end.x && rightOf(host.rect) > start.x)
  const blocked = between.filter((host) => contains(host, start.y) || contains(host, end.y))
  if (blocked.length > 0) {
    const laneY = Math.max(...blocked.map((host) => bottomOf(host.rect))) + STAGE.routerPortHeight + STAGE.wireLanePitch
    const elbow = STAGE.routerGap / 4
    return simplify([start, { x: start.x + elbow, y: start.y }, { x: start.x + elbow, y: laneY }, { x: end.x - elbow, y: laneY }, { x: end.x - elbow, y: end.y }, end])
  }
  const trunkX = Math.max(start.x + STAGE.wireLanePitch, Math.min(start.x + STAGE.routerGap / 2 + offset * STAGE.wireLanePitch, end.x - STAGE.wireLanePitch))
  return simplify([start, { x: trunkX, y: start.y }, { x: trunkX, y: end.y }, end])
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
  for (const segment of inventory.segments) {
    if (segment.members.some((member) => inventory.namespaces[member]?.kind === 'node')) continue
    const ends = segment.members.flatMap((netns) => {
      const link = inventory.namespaces[netns]?.links.find((candidate) => candidate.segment === segment.name)
      return link !== undefined && hosts.has(netns) ? [{ netns, link: link.name }] : []
    })
    for (let k = 1; k < ends.length; k++) pairs.push({ group: segment.name, ends: [ends[0] as Transit['ends'][number], ends[k] as Transit['ends'][number]] })
  }
  return pairs
}
