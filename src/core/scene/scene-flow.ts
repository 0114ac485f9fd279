import type { StepPlace } from './flight'
import { bottomOf, centreOf, pathLength, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import { interfaceKey } from './layout'
import type { Layout, PlacedInterface } from './layout'
import type { SceneBadge, SceneInput, SceneWay } from './scene'
import { outsideBoxes, trailBetween } from './ways'

export function currentPlace(input: SceneInput): StepPlace | undefined {
  return input.flight.places[input.step]
}

/** The line of the packet in flight, travelled and ahead; other packets of the run have lines of their own time. */
export function waysOf(input: SceneInput): readonly SceneWay[] {
  const { steps, places, ways } = input.flight
  const packet = packetInFlight(input)
  const names = boxesWithNames(input.map.layout)
  return ways.flatMap((way, i): readonly SceneWay[] => {
    const [from, to] = [steps[i], steps[i + 1]]
    const [start, end] = [places[i], places[i + 1]]
    if (way === undefined || from === undefined || to === undefined || start === undefined || end === undefined) return []
    if (from.packet !== packet || to.packet !== packet) return []
    const trail = trailBetween(input.map, start.at, end.at) ?? way
    const pieces = piecesOf(trail, names, start, end)
    if (pieces.length === 0) return []
    const worn = start.mode !== undefined && end.mode !== undefined ? end.mode : wrappedInside(start, end)
    const base = { step: i, length: pathLength(trail), pieces, protocol: to.protocol, sealed: start.sealed || end.sealed }
    return [worn === undefined ? base : { ...base, mode: worn }]
  })
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

/** A decision may come before its packet has an id: it speaks of the next one. */
function packetInFlight(input: SceneInput): number {
  const { steps } = input.flight
  const current = steps[input.step]
  if (current === undefined) return -1
  return current.packet >= 0 ? current.packet : (steps.slice(input.step).find((step) => step.packet >= 0)?.packet ?? -1)
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
  const packet = packetInFlight(input)
  for (let i = 0; i <= input.step && i < steps.length; i++) {
    const place = places[i]
    const step = steps[i]
    if (place === undefined || step?.kind !== 'frame' || step.packet !== packet) continue
    const centre = badgeCentre(input.map.layout, place.at)
    if (centre === undefined) continue
    const id = `badge-${interfaceKey(place.at.netns, place.at.link)}`
    badges.set(id, { id, centre, text: String(i + 1), current: i === input.step })
  }
  return [...badges.values()]
}

/** A rail on the node's edge, level with the interface, so that no name is covered. */
function badgeCentre(layout: Layout, placed: PlacedInterface): Point | undefined {
  const owner = placed.role === 'pod' ? layout.pods.find((pod) => pod.netns === placed.netns) : undefined
  const nodeIndex = owner?.node ?? placed.netns
  const node = layout.nodes.find((candidate) => candidate.netns === nodeIndex)
  if (node === undefined) {
    const router = layout.routers.find((host) => host.netns === placed.netns)
    return router === undefined || !placed.drawn ? undefined : { x: rightOf(router.rect), y: centreOf(placed.rect).y }
  }
  if (node.detail === 'compact' && placed.role !== 'nic') return undefined
  const box = owner?.rect ?? placed.rect
  const left = centreOf(box).x < centreOf(node.rect).x
  return { x: left ? node.rect.x : rightOf(node.rect), y: centreOf(box).y }
}
