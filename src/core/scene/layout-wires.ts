import { centreOf, clamp, contains, rightOf, simplify } from './geometry'
import type { Point } from './geometry'
import type { Layout, PlacedHost, PlacedInterface, PlacedSubnet, PlacedWire, Side } from './layout'
import type { GutterInput } from './layout-gutter'
import { freeColumn, lanesOf } from './layout-lanes'
import { STAGE } from './stage-metrics'

/** Something that a subnet's bus leads to. */
interface Tap {
  readonly netns: number
  readonly link: string
  readonly port: Point
}

/** A tap with the column by which its line comes to the bus of its subnet; the line goes sideways where that is not the port's own. */
interface Stub {
  readonly tap: Tap
  readonly subnet: PlacedSubnet
  readonly group: string
  readonly riserX: number
  /** The side of the gutter, where it goes sideways: before the row of its subnet, or before that of its port where a host stands in its way. */
  readonly turns: Side
}

/** Of nodes that are not described only their column is known. */
const NOBODY = -1

interface SubnetWires {
  readonly wires: readonly PlacedWire[]
  /** Interfaces of outside hosts that hang on a subnet. */
  readonly interfaces: readonly PlacedInterface[]
  /** Of the row that needs most. */
  readonly lanes: number
}

/**
 * Port → bus → riser → port: one stub for each port and one bus for each subnet; no bus where all ports share one line. Stubs keep
 * off each other and off `others`, the lines that stand in the gutter already.
 */
export function subnetWires(input: GutterInput, routers: readonly PlacedHost[], routerPorts: readonly PlacedInterface[], outsides: readonly PlacedHost[], others: readonly PlacedWire[]): SubnetWires {
  const interfaces: PlacedInterface[] = []
  const found: Omit<Stub, 'riserX' | 'turns'>[] = []
  for (const subnet of input.subnets) {
    const group = input.inventory.segments[subnet.segment]?.name
    if (group === undefined) continue
    const pills = outsideTaps(input, subnet, group, outsides)
    interfaces.push(...pills)
    const taps = [...input.nodeInterfaces.filter((placed) => placed.role === 'nic'), ...routerPorts, ...pills]
      .filter((placed) => segmentOf(input, placed) === group)
    const bars = input.barPorts.filter(({ segment }) => segment === subnet.segment).map(({ port }, k): Tap => ({ netns: NOBODY, link: `${group}-${k}`, port }))
    found.push(...[...taps, ...bars].filter(isFirstAtItsPort).map((tap) => ({ tap, subnet, group })))
  }
  const columns = { above: columnsIn(input, 'above', found, others), below: columnsIn(input, 'below', found, others) }
  const hosts = [...routers, ...outsides]
  const hostColumns = hosts.flatMap(({ rect }) => Array.from({ length: Math.ceil(rect.width / COLUMN_STEP) + 1 }, (_, k) => rect.x + k * COLUMN_STEP))
  const stubs = found.map((stub): Stub => {
    const own = columns[stub.subnet.side]
    if (isBeforeHost(input, stub, hosts)) {
      const riserX = freeRiser(stub.tap, stub.subnet, [...columns.above, ...columns.below, ...hostColumns])
      columns.above.push(riserX)
      columns.below.push(riserX)
      return { ...stub, riserX, turns: stub.subnet.side === 'above' ? 'below' : 'above' }
    }
    const riserX = riserOf(stub.tap, stub.subnet, own)
    if (riserX !== stub.tap.port.x) own.push(riserX)
    return { ...stub, riserX, turns: stub.subnet.side }
  })
  const lanes = lanesBySide(input, stubs, others)
  const wires = stubs.map((stub) => stubWire(stub, input.gutter, lanes.get(stub)))
  return { wires: [...wires, ...input.subnets.flatMap((subnet) => busOf(subnet, stubs))], interfaces, lanes: Math.max(0, ...lanes.values()) }
}

/** Nodes that are bars of one column share a port, and one line leads to it. */
function isFirstAtItsPort({ port }: Tap, k: number, taps: readonly Tap[]): boolean {
  return taps.findIndex((tap) => tap.port.x === port.x && tap.port.y === port.y) === k
}

function segmentOf(input: GutterInput, placed: { readonly netns: number; readonly link: string }): string | undefined {
  return input.inventory.namespaces[placed.netns]?.links.find((link) => link.name === placed.link)?.segment
}

function runsOf(wires: readonly PlacedWire[]): readonly (readonly [Point, Point])[] {
  return wires.flatMap(({ points }) => points.slice(1).map((b, k) => [points[k] as Point, b] as const))
}

/** Where lines go up or down between one row and the routers, before any goes sideways. */
function columnsIn({ gutter }: GutterInput, side: Side, stubs: readonly Omit<Stub, 'riserX' | 'turns'>[], others: readonly PlacedWire[]): number[] {
  const isIn = (y: number): boolean => y < (gutter.top + gutter.bottom) / 2 === (side === 'above')
  return [
    ...stubs.filter(({ tap, subnet }) => !contains(subnet.rect, tap.port) && (subnet.side === side || isIn(tap.port.y))).map(({ tap }) => tap.port.x),
    ...runsOf(others).filter(([a, b]) => a.x === b.x).map(([a]) => a.x),
  ]
}

/** Columns of a host's box are tried so far from each other. */
const COLUMN_STEP = 4

/** A port in the opposite row, whose line would go straight into a router or an outside host. */
function isBeforeHost({ gutter }: GutterInput, { tap: { port }, subnet }: Pick<Stub, 'tap' | 'subnet'>, hosts: readonly PlacedHost[]): boolean {
  const isOpposite = subnet.side === 'above' ? port.y >= gutter.bottom : port.y <= gutter.top
  return isOpposite && hosts.some(({ rect }) => port.x > rect.x && port.x < rightOf(rect))
}

/** Over the subnet where the port stands there; else as near to it as a column is free. */
function riserOf(tap: Tap, subnet: PlacedSubnet, columns: readonly number[]): number {
  const [low, high] = riserRoom(tap, subnet)
  const nearest = clamp(tap.port.x, low, high)
  return nearest === tap.port.x ? nearest : freeColumn(nearest, low, high, columns)
}

function freeRiser(tap: Tap, subnet: PlacedSubnet, columns: readonly number[]): number {
  const [low, high] = riserRoom(tap, subnet)
  return freeColumn(clamp(tap.port.x, low, high), low, high, columns)
}

/** Over the subnet; of a subnet in a far row, in the gap beside the nearer ones. */
function riserRoom({ port }: Tap, { rect, alley }: PlacedSubnet): readonly [low: number, high: number] {
  return alley !== undefined && !contains(rect, port) ? [alley.x + STAGE.wireLanePitch, alley.x + alley.width - STAGE.wireLanePitch] : [rect.x + STAGE.subnetPad, rightOf(rect) - STAGE.subnetPad]
}

/** The lane of each stub that goes sideways, from 1: one pitch from the row. */
function lanesBySide({ gutter }: GutterInput, stubs: readonly Stub[], others: readonly PlacedWire[]): ReadonlyMap<Stub, number> {
  const lanes = new Map<Stub, number>()
  for (const side of ['above', 'below'] as const) {
    const sideways = stubs.filter(({ tap, turns, riserX }) => turns === side && riserX !== tap.port.x)
    const laneAt = (y: number): number => (side === 'above' ? y - gutter.top : gutter.bottom - y) / STAGE.wireLanePitch - 1
    const taken = runsOf(others).filter(([a, b]) => a.y === b.y).map(([a, b]) => ({ from: a.x, to: b.x, lane: laneAt(a.y) }))
    const found = lanesOf(sideways.map(({ tap, riserX }) => ({ from: tap.port.x, to: riserX })), taken, laneRoom(gutter))
    sideways.forEach((stub, k) => lanes.set(stub, (found[k] ?? 0) + 1))
  }
  return lanes
}

/** How many lanes there are between a row and the ports of routers. */
export function laneRoom({ top, bottom }: Layout['gutter']): number {
  return Math.floor(((bottom - top - STAGE.routerHeight - STAGE.routerPortHeight) / 2) / STAGE.wireLanePitch) - 1
}

/** From a port to the bus; where the port does not stand over its subnet, by a lane of its own in the gutter. */
function stubWire({ tap, subnet, group, riserX, turns }: Stub, gutter: Layout['gutter'], lane: number | undefined): PlacedWire {
  const { netns, link, port } = tap
  const laneY = lane === undefined ? port.y : turns === 'above' ? gutter.top + lane * STAGE.wireLanePitch : gutter.bottom - lane * STAGE.wireLanePitch
  const points = [port, { x: port.x, y: laneY }, { x: riserX, y: laneY }, { x: riserX, y: subnet.busY }]
  return { id: `stub-${netns}-${link}`, kind: 'stub', group, netns, link, points: simplify(points) }
}

function busOf({ busY, segment }: PlacedSubnet, stubs: readonly Stub[]): readonly PlacedWire[] {
  const own = stubs.filter(({ subnet }) => subnet.segment === segment)
  const xs = own.map(({ riserX }) => riserX)
  const [left, right] = [Math.min(...xs), Math.max(...xs)]
  const group = own[0]?.group ?? ''
  return right > left ? [{ id: `bus-${group}`, kind: 'bus', group, netns: -1, link: '', points: [{ x: left, y: busY }, { x: right, y: busY }] }] : []
}

/** A host of the subnet that is no node: its pill's near edge is its port. */
function outsideTaps(input: GutterInput, subnet: PlacedSubnet, group: string, outsides: readonly PlacedHost[]): readonly PlacedInterface[] {
  return outsides.flatMap((outside) => {
    const link = input.inventory.namespaces[outside.netns]?.links.find((candidate) => candidate.segment === group)
    if (link === undefined) return []
    const above = subnet.side === 'above'
    const port = { x: centreOf(outside.rect).x, y: above ? outside.rect.y : outside.rect.y + outside.rect.height }
    const rest = { x: port.x, y: port.y + (above ? -1 : 1) * (STAGE.plainHeight / 2 + 2) }
    return [{ netns: outside.netns, link: link.name, role: 'outside' as const, drawn: false, nameOnly: false, side: above ? ('below' as const) : ('above' as const), rect: outside.rect, port, rest }]
  })
}
