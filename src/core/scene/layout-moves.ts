import { clamp, grow, overlaps, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { PlacedHost } from './layout'
import type { SubnetPlan } from './layout-plan'
import { STAGE } from './stage-metrics'

/**
 * How far a person has moved a host from where the layout has it, by namespace: a node along its row, a router or an outside
 * host in the gutter. What would not fit is moved as far as it does.
 */
export type Moves = ReadonlyMap<number, Point>

export const NOT_MOVED: Moves = new Map()

/** Of a subnet whose nodes have been moved: their left edges in lab order, and the subnet's own. */
export interface MovedRow {
  readonly x: number
  readonly width: number
  readonly nodes: readonly number[]
}

/** Nodes keep their distance and the order in which their middles stand; the subnet reaches around them, from `low` to `high` at most. */
export function movedRow(subnet: SubnetPlan, x: number, gap: number, moves: Moves, low: number, high: number): MovedRow {
  let next = x + STAGE.subnetPad
  const wanted = subnet.nodes.map((node) => {
    const at = next + (moves.get(node.netns)?.x ?? 0)
    next += node.width + gap
    return { at, width: node.width }
  })
  const order = [...wanted.keys()].toSorted((a, b) => middleOf(wanted[a]) - middleOf(wanted[b]))
  const places: number[] = wanted.map(() => 0)
  // from the right first, so that there is room for whoever stands further right; then from the left
  const limits = new Map<number, number>()
  let limit = high - STAGE.subnetPad
  for (const k of order.toReversed()) {
    limit -= wanted[k]?.width ?? 0
    limits.set(k, limit)
    limit -= gap
  }
  let least = low + STAGE.subnetPad
  for (const k of order) {
    const place = Math.round(clamp(wanted[k]?.at ?? 0, least, Math.max(least, limits.get(k) ?? least)))
    places[k] = place
    least = place + (wanted[k]?.width ?? 0) + gap
  }
  const left = Math.min(...places)
  const right = Math.max(...places.map((place, k) => place + (wanted[k]?.width ?? 0)))
  return { x: left - STAGE.subnetPad, width: right - left + 2 * STAGE.subnetPad, nodes: places }
}

function middleOf(node: { readonly at: number; readonly width: number } | undefined): number {
  return (node?.at ?? 0) + (node?.width ?? 0) / 2
}

/** From a router's port to the edge of a row there is room for a packet. */
const ROUTER_CLEAR = 48
const PILL_CLEAR = 8

interface Gutter {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Hosts of the gutter: lines lead from flank to flank, so a router shares no column with another host, and no two pills meet. */
export function movedHosts(hosts: readonly PlacedHost[], others: readonly PlacedHost[], kind: 'router' | 'outside', gutter: Gutter, moves: Moves): readonly PlacedHost[] {
  const clear = kind === 'router' ? ROUTER_CLEAR : PILL_CLEAR
  const placed: PlacedHost[] = []
  for (const host of hosts) {
    const by = moves.get(host.netns)
    if (by === undefined) {
      placed.push(host)
      continue
    }
    const { rect } = host
    const top = gutter.top + clear
    const moved = {
      ...rect,
      x: Math.round(clamp(rect.x + by.x, gutter.left, Math.max(gutter.left, gutter.right - rect.width))),
      y: Math.round(clamp(rect.y + by.y, Math.min(top, rect.y), Math.max(rect.y, gutter.bottom - clear - rect.height))),
    }
    const same = [...hosts.filter((other) => other !== host), ...placed]
    const meets = kind === 'router' ? [...same, ...others].some((other) => sharesColumn(other.rect, moved)) : others.some((other) => sharesColumn(other.rect, moved)) || same.some((other) => overlaps(grow(other.rect, PILL_CLEAR), moved))
    placed.push(meets ? host : { netns: host.netns, rect: moved })
  }
  return placed
}

function sharesColumn(a: Rect, b: Rect): boolean {
  return a.x - STAGE.routerGap < rightOf(b) && b.x - STAGE.routerGap < rightOf(a)
}
