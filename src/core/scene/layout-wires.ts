import { centreOf, clamp, rightOf, simplify } from './geometry'
import type { Point } from './geometry'
import type { PlacedHost, PlacedInterface, PlacedSubnet, PlacedWire } from './layout'
import type { GutterInput } from './layout-gutter'
import { STAGE } from './stage-metrics'

/** Something that a subnet's bus leads to. */
interface Tap {
  readonly netns: number
  readonly link: string
  readonly port: Point
}

/** Of nodes that are not described only their column is known. */
const NOBODY = -1

interface SubnetWires {
  readonly wires: readonly PlacedWire[]
  /** Interfaces of outside hosts that hang on a subnet. */
  readonly interfaces: readonly PlacedInterface[]
}

/** Port → bus → riser → port: one stub for each port and one bus for each subnet; no bus where all ports share one line. */
export function subnetWires(input: GutterInput, routerPorts: readonly PlacedInterface[], outsides: readonly PlacedHost[]): SubnetWires {
  const wires: PlacedWire[] = []
  const interfaces: PlacedInterface[] = []
  const lanes = { above: 0, below: 0 }
  for (const subnet of input.subnets) {
    const group = input.inventory.segments[subnet.segment]?.name
    if (group === undefined) continue
    const pills = outsideTaps(input, subnet, group, outsides)
    interfaces.push(...pills)
    const taps = [...input.nodeInterfaces.filter((placed) => placed.role === 'nic'), ...routerPorts, ...pills]
      .filter((placed) => segmentOf(input, placed) === group)
    const columns = input.barPorts.filter(({ segment }) => segment === subnet.segment).map(({ port }, k): Tap => ({ netns: NOBODY, link: `${group}-${k}`, port }))
    const stubs = [...taps, ...columns].filter(isFirstAtItsPort).map((tap) => stub(tap, subnet, group, () => lanes[subnet.side]++))
    wires.push(...stubs)
    const xs = stubs.map((wire) => (wire.points.at(-1) as Point).x)
    const [left, right] = [Math.min(...xs), Math.max(...xs)]
    if (right > left) {
      wires.push({ id: `bus-${group}`, kind: 'bus', group, netns: -1, link: '', points: [{ x: left, y: subnet.busY }, { x: right, y: subnet.busY }] })
    }
  }
  return { wires, interfaces }
}

/** Nodes that are bars of one column share a port, and one line leads to it. */
function isFirstAtItsPort({ port }: Tap, k: number, taps: readonly Tap[]): boolean {
  return taps.findIndex((tap) => tap.port.x === port.x && tap.port.y === port.y) === k
}

function segmentOf(input: GutterInput, placed: { readonly netns: number; readonly link: string }): string | undefined {
  return input.inventory.namespaces[placed.netns]?.links.find((link) => link.name === placed.link)?.segment
}

/** From a port to the bus; where the port does not stand over its subnet, by a lane of its own in the gutter. */
function stub(tap: Tap, subnet: PlacedSubnet, group: string, nextLane: () => number): PlacedWire {
  const inset = STAGE.subnetPad
  const riserX = clamp(tap.port.x, subnet.rect.x + inset, rightOf(subnet.rect) - inset)
  const edgeY = subnet.side === 'above' ? subnet.rect.y + subnet.rect.height : subnet.rect.y
  const end = { x: riserX, y: subnet.busY }
  const points = [tap.port]
  if (riserX !== tap.port.x) {
    const outwards = subnet.side === 'above' ? 1 : -1
    const laneY = edgeY + outwards * (STAGE.wireLanePitch * (1 + nextLane()))
    points.push({ x: tap.port.x, y: laneY }, { x: riserX, y: laneY })
  }
  return { id: `stub-${tap.netns}-${tap.link}`, kind: 'stub', group, netns: tap.netns, link: tap.link, points: simplify([...points, end]) }
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
