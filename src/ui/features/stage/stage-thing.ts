import { crowdOf, wholeRect } from '../../../core/scene/crowd'
import type { Flight } from '../../../core/scene/flight'
import { grow, rectAround } from '../../../core/scene/geometry'
import type { Point, Rect } from '../../../core/scene/geometry'
import type { Layout, PlacedWire } from '../../../core/scene/layout'
import { flyingAt } from '../../../core/scene/motion'
import type { MotionMoment } from '../../../core/scene/motion'
import { CHIP } from '../../../core/scene/packet-shape'
import { STAGE } from '../../../core/scene/stage-metrics'
import { cellAt } from '../../../core/scene/hidden'
import type { Scene, SceneBox, SceneTarget } from '../../../core/scene/scene'
import { uppermost } from '../../canvas/first-painting'
import type { StageClock } from '../../canvas/stage-painter'
import type { MenuThing } from '../../commands/thing-menus'
import type { StageScene } from './use-stage-scene'

/** What can be met on the stage: a host, an interface with its link, or a packet at its step. */
export type StageThing = SceneTarget | { readonly kind: 'packet'; readonly step: number }

/** The tunnel whose band passes there. */
export function tunnelAt({ bands }: Scene, point: Point): MenuThing | undefined {
  const band = bands.find(({ path }) => path.slice(1).some((b, k) => isIn(grow(rectOf(path[k] ?? b, b), STAGE.bandWidth / 2), point)))
  return band && { kind: 'tunnel', ends: band.ends }
}

/** A thing and the box, in scene pixels, beside which words about it stand. */
export interface MetThing {
  readonly thing: StageThing
  readonly rect: Rect
}

/** What a box is, where it is a thing of its own and no fold. */
export function thingOf({ target }: SceneBox): SceneTarget | undefined {
  return target?.kind === 'fold' ? undefined : target
}

export function isSameThing(one: StageThing | undefined, other: StageThing | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The packet that is painted there: the one followed, or one of the few that have names. */
export function packetAt(flight: Flight, moment: MotionMoment, reducedMotion: boolean, point: Point): MetThing | undefined {
  const { packet, crowd } = flyingAt(flight, moment, reducedMotion)
  if (packet !== undefined) {
    const rect = wholeRect(packet)
    if (isIn(rect, point)) return { thing: { kind: 'packet', step: packet.at }, rect }
  }
  const { form, packets } = crowdOf(crowd, packet)
  if (form !== 'chip') return undefined
  for (const chip of packets.toReversed()) {
    const rect = rectAround(chip.centre, CHIP.width, CHIP.height)
    if (isIn(rect, point)) return { thing: { kind: 'packet', step: chip.at }, rect }
  }
  return undefined
}

/** How near to a line a pointer means it. */
const NEAR_PX = 6

/** The link whose line passes there: an interface that it leads to. A segment's bus is the nearest of its stubs. */
export function linkAt(layout: Layout, point: Point): MetThing | undefined {
  const touched = layout.wires.find((wire) => wire.points.slice(1).some((b, k) => isIn(grow(rectOf(wire.points[k] ?? b, b), NEAR_PX), point)))
  if (touched === undefined) return undefined
  const stubs = layout.wires.filter((wire) => wire.kind === 'stub' && wire.group === touched.group)
  const wire = touched.kind === 'bus' ? nearest(stubs, point) : touched
  return wire && { thing: { kind: 'interface', netns: wire.netns, link: wire.link }, rect: rectAround(point, 2 * NEAR_PX, 2 * NEAR_PX) }
}

function nearest(stubs: readonly PlacedWire[], { x }: Point): PlacedWire | undefined {
  const distance = (wire: PlacedWire): number => Math.abs((wire.points[0]?.x ?? 0) - x)
  return stubs.toSorted((a, b) => distance(a) - distance(b))[0]
}

function rectOf(a: Point, b: Point): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(b.x - a.x), height: Math.abs(b.y - a.y) }
}

function isIn(rect: Rect, { x, y }: Point): boolean {
  return x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height
}

/** A packet lies over boxes, a pod's link over its node, and every other line under what has a name. */
export function meetAt(stage: StageScene, clock: StageClock, point: Point): MetThing | undefined {
  const box = uppermost(stage.scene.boxes, point)
  const cell = cellAt(stage.layout.grids, point)
  if (cell) return { thing: { kind: 'namespace', netns: cell.netns }, rect: cell.rect }
  const thing = box && thingOf(box)
  const onBox = thing && { thing, rect: box.rect }
  return packetAt(stage.flight, clock.moment(), clock.reducedMotion(), point) ?? (box?.kind === 'node' ? undefined : onBox) ?? linkAt(stage.layout, point) ?? onBox
}
