import type { Inventory, InventoryNamespace } from '../model/inventory'
import { centreOf, rectAround, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { Layout, PlacedHost, PlacedInterface, PlacedSubnet, PlacedWire, Side } from './layout'
import { movedHosts } from './layout-moves'
import type { Moves } from './layout-moves'
import { PORT_CLEARANCE } from './layout-node'
import { standSideBySide } from './layout-hosts'
import type { StagePlan } from './layout-plan'
import { directWires } from './layout-transit'
import { subnetWires } from './layout-wires'
import { STAGE } from './stage-metrics'

export interface GutterInput {
  readonly inventory: Inventory
  readonly plan: StagePlan
  readonly subnets: readonly PlacedSubnet[]
  readonly nodeInterfaces: readonly PlacedInterface[]
  readonly barPorts: readonly BarPort[]
  /** The same where nobody has moved a node: routers stand by them. */
  readonly homes: readonly PlacedInterface[]
  readonly gutter: Layout['gutter']
  readonly moves: Moves
}

/** Where the line to a column of bars ends. */
export interface BarPort {
  readonly segment: number
  readonly port: Point
}

export interface GutterParts {
  readonly routers: readonly PlacedHost[]
  readonly outsides: readonly PlacedHost[]
  readonly interfaces: readonly PlacedInterface[]
  readonly wires: readonly PlacedWire[]
  /** How many there have to be between a row and the routers. */
  readonly lanes: number
}

/** Routers in the gutter's middle line, outside hosts at the right margin, and the wires that join it all. */
export function placeGutter(input: GutterInput): GutterParts {
  const middleY = (input.gutter.top + input.gutter.bottom) / 2
  const area = { ...input.gutter, left: input.plan.density.margin, right: input.plan.width - input.plan.density.margin }
  const unmoved = placeRouters(input, middleY)
  const pills = placeOutsides(input, unmoved, middleY)
  const routers = movedHosts(unmoved, pills, 'router', area, input.moves)
  const outsides = movedHosts(pills, routers, 'outside', area, input.moves)
  const ports = routers.flatMap((router) => routerPorts(input, router))
  const transit = directWires(input.inventory, routers, outsides)
  const wires = subnetWires(input, routers, ports, outsides, transit.wires)
  return {
    routers,
    outsides,
    interfaces: [...ports, ...wires.interfaces, ...transit.interfaces],
    wires: [...wires.wires, ...transit.wires],
    lanes: wires.lanes,
  }
}

/** One router stands on the NIC column nearest the middle; several stand side by side about the middle. */
function placeRouters(input: GutterInput, middleY: number): readonly PlacedHost[] {
  const { plan } = input
  const total = plan.routers.reduce((sum, { width }) => sum + width, 0) + Math.max(0, plan.routers.length - 1) * STAGE.routerGap
  const middleX = plan.width / 2
  let x = middleX - total / 2
  const only = plan.routers.length === 1 ? plan.routers[0] : undefined
  if (only !== undefined) x = nearest(nicColumns(input, only.namespace), middleX) - total / 2
  return plan.routers.map(({ namespace, width }) => {
    const rect = { x, y: middleY - STAGE.routerHeight / 2, width, height: STAGE.routerHeight }
    x += width + STAGE.routerGap
    return { netns: namespace.index, rect }
  })
}

function nicColumns(input: GutterInput, router: InventoryNamespace): readonly number[] {
  const segments = new Set(router.links.map((link) => link.segment))
  const nics = input.homes.filter((placed) => placed.role === 'nic')
  const own = nics.filter((nic) => segments.has(input.inventory.namespaces[nic.netns]?.links.find((link) => link.name === nic.link)?.segment))
  const bars = input.barPorts.filter(({ segment }) => segments.has(input.inventory.segments[segment]?.name))
  const near = [...own, ...bars]
  return (near.length > 0 ? near : nics).map(({ port }) => port.x)
}

function nearest(values: readonly number[], target: number): number {
  return values.reduce((best, value) => (Math.abs(value - target) < Math.abs(best - target) ? value : best), values[0] ?? target)
}

/** Pills in columns from the right margin; as many under each other as the gutter holds. */
function placeOutsides(input: GutterInput, routers: readonly PlacedHost[], middleY: number): readonly PlacedHost[] {
  const { plan, gutter } = input
  const pitch = STAGE.outsideHeight + STAGE.outsideGap
  const perColumn = standSideBySide(plan.outsides) ? 1 : Math.max(1, Math.floor((gutter.bottom - gutter.top) / pitch))
  const routersRight = Math.max(plan.width / 2, ...routers.map((router) => rightOf(router.rect) + STAGE.routerGap))
  const columnPitch = STAGE.outsideWidth + STAGE.outsideGap
  const wanted = plan.width - plan.density.margin - STAGE.outsideWidth - (Math.ceil(plan.outsides.length / perColumn) - 1) * columnPitch
  return plan.outsides.map((outside, k) => {
    const column = Math.floor(k / perColumn)
    const inColumn = Math.min(perColumn, plan.outsides.length - column * perColumn)
    const x = Math.max(routersRight, wanted) + column * columnPitch
    const y = middleY + ((k % perColumn) - (inColumn - 1) / 2) * pitch - STAGE.outsideHeight / 2
    return { netns: outside.index, rect: { x, y, width: STAGE.outsideWidth, height: STAGE.outsideHeight } }
  })
}

/** A router's ports straddle its upper or lower edge, whichever faces their subnet. */
function routerPorts(input: GutterInput, router: PlacedHost): readonly PlacedInterface[] {
  const namespace = input.inventory.namespaces[router.netns]
  const sides: Record<Side, { link: string; subnet: PlacedSubnet }[]> = { above: [], below: [] }
  for (const link of namespace?.links ?? []) {
    const subnet = subnetNamed(input, link.segment)
    if (subnet !== undefined) sides[subnet.side].push({ link: link.name, subnet })
  }
  return (['above', 'below'] as const).flatMap((side) => {
    const ports = sides[side].toSorted((a, b) => centreOf(a.subnet.rect).x - centreOf(b.subnet.rect).x)
    return ports.map(({ link }, k) => routerPort(router, link, side, k - (ports.length - 1) / 2, input.plan.portPitch))
  })
}

function routerPort(router: PlacedHost, link: string, side: Side, offset: number, pitch: number): PlacedInterface {
  const edgeY = side === 'above' ? router.rect.y : router.rect.y + router.rect.height
  const rect: Rect = rectAround({ x: centreOf(router.rect).x + offset * pitch, y: edgeY }, pitch - STAGE.routerPortGap, STAGE.routerPortHeight)
  const outwards = side === 'above' ? -1 : 1
  const port: Point = { x: centreOf(rect).x, y: edgeY + (outwards * STAGE.routerPortHeight) / 2 }
  const rest = { x: port.x, y: port.y + outwards * (PORT_CLEARANCE + STAGE.packetHeight / 2) }
  // a port on the upper edge faces up, as the port of a node in the row below does
  return { netns: router.netns, link, role: 'router-port', drawn: true, nameOnly: false, side: side === 'above' ? 'below' : 'above', rect, port, rest }
}

function subnetNamed(input: GutterInput, segment: string | undefined): PlacedSubnet | undefined {
  return segment === undefined ? undefined : input.subnets.find((subnet) => input.inventory.segments[subnet.segment]?.name === segment)
}
