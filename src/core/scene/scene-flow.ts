import type { StepPlace } from './flight'
import { bottomOf, centreOf, pathLength, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import { interfaceKey } from './layout'
import type { Layout, PlacedInterface } from './layout'
import type { SceneBadge, SceneInput, SceneWay } from './scene'
import { STAGE } from './stage-metrics'
import type { EnvelopeMode } from './steps'
import { outsideBoxes, trailBetween } from './ways'

export function currentPlace(input: SceneInput): StepPlace | undefined {
  return input.flight.places[input.step]
}

/** The line of the packet in flight, travelled and ahead; other packets of the run have lines of their own time. */
export function waysOf(input: SceneInput): readonly SceneWay[] {
  const { steps, places, ways, course } = input.flight
  const names = boxesWithNames(input.map.layout)
  return chainOf(input).flatMap((position): readonly SceneWay[] => {
    const from = course.before[position] as number
    const way = ways[position]
    const to = steps[position]
    const [start, end] = [places[from], places[position]]
    if (way === undefined || to === undefined || start === undefined || end === undefined) return []
    if (steps[from]?.packet !== to.packet) return []
    const trail = trailBetween(input.map, start.at, end.at) ?? way.points
    const pieces = piecesOf(trail, names, start, end)
    if (pieces.length === 0) return []
    const worn = start.mode !== undefined && end.mode !== undefined ? end.mode : wrappedInside(start, end)
    const base = { from, to: position, length: pathLength(trail), pieces, protocol: to.protocol, sealed: start.sealed !== '' || end.sealed !== '' }
    return [worn === undefined ? base : { ...base, mode: worn }]
  })
}

/** The envelope that the packet in sight wears, wears next or has worn; one of its flow's where it never does. */
export function modeInSight(input: SceneInput): EnvelopeMode | undefined {
  const { steps, envelopes } = input.flight
  const worn = chainOf(input).filter((position) => steps[position]?.mode !== undefined)
  const nearest = worn.find((position) => position >= input.step) ?? worn.at(-1)
  return nearest === undefined ? envelopes[input.step]?.[0]?.mode : steps[nearest]?.mode
}

/**
 * The steps of the packet that is followed, past and to come: of a fragment, those of the whole before it was cut and after it
 * was put together too.
 */
function chainOf(input: SceneInput): readonly number[] {
  const { steps, course } = input.flight
  const packet = steps[input.step]?.packet
  const isSame = (position: number): boolean => position >= 0 && steps[position]?.packet === packet
  const chain: number[] = []
  for (let i = input.step; isSame(i); i = course.before[i] as number) chain.unshift(i)
  for (let i = course.after[input.step] ?? -1; isSame(i); i = course.after[i] as number) chain.push(i)
  return chain
}

/**
 * A packet stands in the gap before its tunnel device. The line of the bare packet goes up to the device; that of the
 * wrapped one starts at the device's other side.
 */
function piecesOf(way: readonly Point[], names: readonly Rect[], from: StepPlace, to: StepPlace): SceneWay['pieces'] {
  const [tunnel, other] = from.at.role === 'tunnel' ? [from.at, to.at] : [to.at, from.at]
  if (tunnel.role !== 'tunnel' || other.netns !== tunnel.netns || other === tunnel) return outsideBoxes(way, names)
  const edgeY = tunnel.rest.y < tunnel.rect.y ? tunnel.rect.y : bottomOf(tunnel.rect)
  const gap = { x: tunnel.rect.x, y: Math.min(edgeY, tunnel.rest.y), width: tunnel.rect.width, height: Math.abs(edgeY - tunnel.rest.y) }
  if (other.role === 'nic') return outsideBoxes(way, [...names, gap])
  const edge = { x: tunnel.rest.x, y: edgeY }
  if (tunnel === to.at) return outsideBoxes([...way, edge], names)
  return outsideBoxes([edge, ...way], names).map((piece) => ({ ...piece, offset: piece.offset - gap.height }))
}

/** Into and out of a tunnel device the envelope is on for the part between device and NIC. */
function wrappedInside(from: StepPlace, to: StepPlace): StepPlace['mode'] {
  if (from.at.netns !== to.at.netns) return undefined
  const roles = `${from.at.role} ${to.at.role}`
  return roles === 'tunnel nic' || roles === 'nic tunnel' ? (to.mode ?? from.mode) : undefined
}

function boxesWithNames(layout: Layout): readonly Rect[] {
  return [
    ...layout.pods.map((pod) => pod.rect),
    ...layout.interfaces.filter((placed) => placed.drawn && placed.role !== 'pod').map((placed) => placed.rect),
    ...layout.routers.map((router) => router.rect),
    ...layout.outsides.map((outside) => outside.rect),
  ]
}

/** Numbers of the frames seen so far, on the edges of their boxes; an interface seen twice keeps its last. */
export function badgesOf(input: SceneInput): readonly SceneBadge[] {
  const { steps, places } = input.flight
  const badges = new Map<string, SceneBadge>()
  for (const i of chainOf(input)) {
    const place = places[i]
    if (i > input.step || place === undefined || steps[i]?.kind !== 'frame') continue
    const centre = badgeCentre(input.map.layout, place.at)
    if (centre === undefined) continue
    const id = `badge-${interfaceKey(place.at.netns, place.at.link)}`
    badges.set(id, { id, centre, text: String(i + 1), current: i === input.step, outwards: outwardsAt(input.map.layout, centre) })
  }
  return [...badges.values()]
}

/** To which side of a badge its node is not: a wide one grows there, off the names. */
function outwardsAt({ nodes }: Layout, { x, y }: Point): SceneBadge['outwards'] {
  const node = nodes.find(({ rect }) => (x === rect.x || x === rightOf(rect)) && y >= rect.y && y <= bottomOf(rect))
  return node === undefined ? 0 : x === node.rect.x ? -1 : 1
}

/** How far from its place a badge of that size has its middle, so that it reaches no further into its node than the names there. */
export function badgeShift({ outwards }: SceneBadge, widthPx: number, heightPx: number): number {
  return outwards * Math.max(0, (widthPx - (BADGE_INWARDS * heightPx) / STAGE.badge) / 2)
}

/** The number on the stage that counts: that of the frame at this step, or of the packet's last one before it. */
export function lastBadge(badges: readonly SceneBadge[]): SceneBadge | undefined {
  return badges.reduce<SceneBadge | undefined>((last, each) => (last === undefined || Number(each.text) > Number(last.text) ? each : last), undefined)
}

/** On the side edge that a point is nearer to. */
function onEdge(rect: Rect, near: Point): Point {
  return { x: near.x < centreOf(rect).x ? rect.x : rightOf(rect), y: near.y }
}

/** A badge reaches by half of this into its node, whose boxes begin 12 px from its edge. */
const BADGE_INWARDS = 22

/** Half of a number with two digits, also where a smaller picture draws it larger: nearer to the picture's edge it would be cut. */
const BADGE_CLEAR = 14

/** A rail on the node's edge, level with the interface, so that no name is covered. */
function badgeCentre(layout: Layout, placed: PlacedInterface): Point | undefined {
  const owner = placed.role === 'pod' ? layout.pods.find((pod) => pod.netns === placed.netns) : undefined
  const nodeIndex = owner?.node ?? placed.netns
  const node = layout.nodes.find((candidate) => candidate.netns === nodeIndex)
  if (node === undefined) {
    const router = layout.routers.find((host) => host.netns === placed.netns)
    if (router !== undefined) return placed.drawn ? { x: rightOf(router.rect), y: centreOf(placed.rect).y } : onEdge(router.rect, placed.port)
    return placed.role === 'outside' ? { x: Math.min(rightOf(placed.rect), layout.width - BADGE_CLEAR), y: centreOf(placed.rect).y } : undefined
  }
  if (node.detail === 'bar' || (node.detail === 'compact' && placed.role !== 'nic')) return undefined
  const box = owner?.rect ?? placed.rect
  const left = centreOf(box).x < centreOf(node.rect).x
  return { x: left ? node.rect.x : rightOf(node.rect), y: centreOf(box).y }
}
