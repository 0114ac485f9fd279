import type { Inventory } from '../model/inventory'
import type { Point, Rect } from './geometry'
import { NOTHING_FOLDED } from './layout-folded'
import type { Folding } from './layout-folded'
import { NOT_MOVED } from './layout-moves'
import type { Moves } from './layout-moves'
import { laneRoom } from './layout-wires'
import { placeNetwork } from './layout-network'
import { planOf } from './layout-plan'

/**
 * Where everything stands: a pure function of the lab, the size of the stage, the set of nodes on the flow and what was moved.
 * Same input, same pixels. Nothing here knows a colour, a trace or a page (docs/spec/scene.md has the rules).
 */
export interface Layout {
  /** The whole picture in scene pixels; at least the viewport at `zoom`. */
  readonly width: number
  readonly height: number
  /** The zoom at which the picture fits the viewport, as far as the viewport lets it shrink. */
  readonly zoom: number
  readonly margin: number
  /** Height range between the rows, which holds routers, bands and words. */
  readonly gutter: { readonly top: number; readonly bottom: number }
  readonly subnets: readonly PlacedSubnet[]
  readonly nodes: readonly PlacedNode[]
  readonly pods: readonly PlacedPod[]
  readonly interfaces: readonly PlacedInterface[]
  /** Boxes that stand for what is not drawn: "4 more", "250 nodes". */
  readonly folds: readonly PlacedFold[]
  readonly grids: readonly PlacedGrid[]
  readonly routers: readonly PlacedHost[]
  readonly outsides: readonly PlacedHost[]
  readonly wires: readonly PlacedWire[]
}

/** `above`: the gutter lies below it; `below`: everything mirrored. */
export type Side = 'above' | 'below'

export interface PlacedSubnet {
  /** Index into the inventory's segments; -1 for nodes that no segment holds. */
  readonly segment: number
  readonly side: Side
  readonly rect: Rect
  readonly title: Rect
  /** Height of the line that joins its ports. */
  readonly busY: number
  /** Of a subnet that does not stand beside the gutter: the gap from `x` on through which its lines go there. */
  readonly alley?: { readonly x: number; readonly width: number }
}

export interface PlacedNode {
  readonly netns: number
  readonly subnet: number
  readonly side: Side
  readonly detail: 'full' | 'compact' | 'bar'
  /** All pods on it, drawn or not. */
  readonly podCount: number
  readonly rect: Rect
  /** The line with name and address block. */
  readonly head: Rect
  /** Height of the free lane between cells and devices, through which packets cross the node. */
  readonly laneY: number
}

export interface PlacedPod {
  readonly netns: number
  readonly node: number
  readonly side: Side
  readonly rect: Rect
  /** The pod's own eth0, on its edge; absent in a compact node. */
  readonly nub?: Rect
}

export interface PlacedFold {
  readonly of: 'pods' | 'nodes'
  /** The node whose pods they are, or the segment whose nodes. */
  readonly owner: number
  readonly rect: Rect
  readonly count: number
  /** False where it stands for all there are. */
  readonly isRest: boolean
}

/** Nodes as cells in rows, from left to right and downwards. */
export interface PlacedGrid {
  readonly segment: number
  readonly rect: Rect
  readonly columns: number
  /** From corner to corner of two cells. */
  readonly pitch: number
  readonly nodes: readonly number[]
}

export type InterfaceRole = 'pod' | 'veth' | 'tunnel' | 'nic' | 'router-port' | 'outside'

/** An interface and where a packet stands when it is seen there. A pod's is its nub, an outside host's the pill itself. */
export interface PlacedInterface {
  readonly netns: number
  readonly link: string
  readonly role: InterfaceRole
  /** False for what a compact node does not draw; packets still stand somewhere. */
  readonly drawn: boolean
  /** True where the box is so low that only the name fits. */
  readonly nameOnly: boolean
  readonly side: Side
  readonly rect: Rect
  /** Where a wire leaves it. */
  readonly port: Point
  /** Centre of a packet seen here. */
  readonly rest: Point
}

export interface PlacedHost {
  readonly netns: number
  readonly rect: Rect
}

/** One drawn line, orthogonal. `netns` and `link` say whose port it leads to; a bus belongs to all its ports. */
export interface PlacedWire {
  readonly id: string
  readonly kind: 'veth' | 'stub' | 'bus' | 'direct'
  /** Name of the segment or of the pair. */
  readonly group: string
  readonly netns: number
  readonly link: string
  readonly points: readonly Point[]
  /** The other end of a line between two hosts. */
  readonly far?: { readonly netns: number; readonly link: string }
}

export interface Viewport {
  readonly width: number
  readonly height: number
  /** How small the picture may be made before it is panned: 1, at which all of its text is readable, where nothing is said. */
  readonly leastZoom?: number
}

/** With more lanes lines are laid more freely, and may want one more. */
const MOST_TRIES = 3

/**
 * Lays a lab out for a stage of that size. Nodes on the flow stay whole when others have to shrink, and pods on it are shown
 * when others are left out; `onFlow` holds both. `moves` is what a person has moved, `folding` what
 * that person has opened or folded.
 */
export function layoutOf(inventory: Inventory, viewport: Viewport, onFlow: ReadonlySet<number>, moves: Moves = NOT_MOVED, folding: Folding = NOTHING_FOLDED): Layout {
  const place = (lanes?: number) => placeNetwork(inventory, planOf(inventory, viewport, onFlow, folding, lanes), moves)
  let placed = place()
  // how many lanes the lines need is known when everything has its place
  for (let tries = 0; tries < MOST_TRIES && placed.lanes > laneRoom(placed.layout.gutter); tries++) placed = place(placed.lanes)
  return placed.layout
}

/** The key under which an interface is found. */
export function interfaceKey(netns: number, link: string): string {
  return `${netns}/${link}`
}
