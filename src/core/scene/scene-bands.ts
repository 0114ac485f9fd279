import { centreOf, overlaps, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import { packetRect } from './flight'
import { bandPath } from './layout-bands'
import type { PlacedInterface } from './layout'
import type { SceneBand, SceneInput, SceneLabel } from './scene'
import { modeName } from './mode-name'
import { labelRect } from './scene-labels'
import { STAGE } from './stage-metrics'
import type { EnvelopeMode } from './steps'
import { FONT, textWidth } from './text-metrics'
import { tunnelsOf } from './tunnels'

/** A full mesh of bands says nothing: past three, none is drawn beyond the current one's. */
const MAX_BANDS = 3
const NAME_DISTANCE = 20
const LINE = 16
const NAME_GAP = 8

/** One band for each pair of nodes that an envelope of this flow is addressed to and from, as the lab was when the packet in sight was sent. */
export function bandsOf(input: SceneInput): readonly SceneBand[] {
  const { layout, inventory } = input.map
  const tunnels = tunnelsOf(input.flight.envelopes[input.step] ?? [], layout.nodes.flatMap(({ netns }) => inventory.namespaces[netns] ?? []))
  const placed = tunnels.flatMap(({ mode, ends }) => {
    const [a, b] = ends.map(({ netns, link }) => layout.interfaces.find((candidate) => candidate.netns === netns && candidate.link === link))
    return a === undefined || b === undefined ? [] : [{ id: `${a.netns}-${b.netns}-${mode}`, mode, ends, a, b }]
  })
  const bands = placed.slice(0, MAX_BANDS).map((band, order) => ({ ...band, path: bandPath(layout, band.a, band.b, order) }))
  const obstacles = [...fixedObstacles(input), ...bands.flatMap(({ path }) => bandRects(path))]
  return bands.map(({ id, mode, ends, a, b, path }) => {
    const beside = bands.filter((band) => band.a.netns === a.netns && band.b.netns === b.netns).map((band) => band.path)
    const labels = bandLabels(input, id, path, beside, mode, [a, b], obstacles)
    obstacles.push(...labels.map(labelRect))
    return { id: `band-${id}`, mode, path, ends, labels }
  })
}

/** What words in the gutter must keep clear of: hosts, ports, and every place where this flow's packets stand. */
export function fixedObstacles(input: SceneInput): Rect[] {
  const { layout } = input.map
  return [
    ...layout.routers.map((host) => host.rect),
    ...layout.outsides.map((host) => host.rect),
    ...layout.subnets.map((subnet) => subnet.rect),
    ...layout.interfaces.filter((placed) => placed.role === 'router-port' && placed.drawn).map((placed) => placed.rect),
    ...input.flight.stands.filter((place) => place.form === 'wire').map(packetRect),
  ]
}

/** Left of the band, 20 below the row; elsewhere where that is taken, such as left of all bands between the same nodes; without its devices where there is room for no more; nowhere when all is taken. */
function bandLabels(input: SceneInput, id: string, path: readonly Point[], beside: readonly (readonly Point[])[], mode: EnvelopeMode, ends: readonly [PlacedInterface, PlacedInterface], obstacles: readonly Rect[]): readonly SceneLabel[] {
  const { gutter, width } = input.map.layout
  const name = input.words.scene.tunnel({ mode: modeName(mode) })
  const devices = input.words.scene.tunnelEnds({ from: ends[0].link, to: ends[1].link })
  const spots = [...bandSpots(path, gutter), ...beside.flatMap((other) => bandSpots(other, gutter))]
  const both = Math.max(textWidth(name, FONT.strong), textWidth(devices, FONT.interfaceName))
  for (const [block, lines] of [[both, 2], [textWidth(name, FONT.strong), 1]] as const) {
    const spot = spots.find(({ x, y, align }) => {
      const left = align === 'right' ? x - block : x
      const rect = { x: left, y: y - LINE / 2, width: block, height: lines * LINE }
      return left >= 0 && rightOf(rect) <= width && !obstacles.some((obstacle) => overlaps(obstacle, rect))
    })
    if (spot === undefined) continue
    const { x, y, align } = spot
    const title: SceneLabel = { id: `band-${id}-name`, text: name, at: { x, y }, align, font: FONT.strong, role: `mode-${mode}-hue` }
    return lines === 1 ? [title] : [title, { id: `band-${id}-devices`, text: devices, at: { x, y: y + LINE }, align, font: FONT.interfaceName, role: 'text-tertiary' }]
  }
  return []
}

/** Beside an upright band near its ends; along a lane on the gutter's side of it. */
function bandSpots(path: readonly Point[], gutter: { readonly top: number; readonly bottom: number }): readonly { readonly x: number; readonly y: number; readonly align: 'left' | 'right' }[] {
  const xs = path.map((point) => point.x)
  const [left, right] = [Math.min(...xs), Math.max(...xs)]
  const offset = STAGE.bandWidth / 2 + NAME_GAP
  const [a, b] = [path[0] as Point, path.at(-1) as Point]
  const isLane = path.length === 4 && Math.sign((path[1] as Point).y - a.y) === Math.sign((path[2] as Point).y - b.y)
  if (isLane) {
    const laneY = (path[1] as Point).y
    const y = laneY > a.y ? laneY + offset + LINE / 4 : laneY - offset - LINE
    return [{ x: left - STAGE.bandWidth / 2, y, align: 'left' }, { x: right, y, align: 'right' }]
  }
  return [gutter.top + NAME_DISTANCE, gutter.bottom - NAME_DISTANCE - LINE].flatMap((y) => [
    { x: left - offset, y, align: 'right' as const },
    { x: right + offset, y, align: 'left' as const },
  ])
}

/** The area that a band covers, run by run. */
export function bandRects(path: readonly Point[]): readonly Rect[] {
  return path.slice(1).map((b, i) => {
    const a = path[i] as Point
    const middle = centreOf({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(b.x - a.x), height: Math.abs(b.y - a.y) })
    const width = Math.abs(b.x - a.x) + STAGE.bandWidth
    const height = Math.abs(b.y - a.y) + STAGE.bandWidth
    return { x: middle.x - width / 2, y: middle.y - height / 2, width, height }
  })
}
