import { outlineOf } from '../scene/geometry'
import type { Scene, SceneBand, SceneBox, SceneGrid, SceneLabel, SceneLine } from '../scene/scene'
import { STAGE } from '../scene/stage-metrics'
import { boxItem, centredText, lineItem } from './picture'
import type { PathCommand, PictureItem } from './picture'
import { bandOpacity } from './picture-themes'
import type { PictureTheme } from './picture-themes'
import { hatchLines } from './hatch'

const BAND_HATCH_PITCH = 7

/** What of a scene stands still, in order of paint: subnets, wires, hosts, what is in them, tunnels, names. */
export function stillItems(scene: Scene, theme: PictureTheme, minTextPx = 0): readonly PictureItem[] {
  const below = scene.boxes.filter((box) => box.kind === 'subnet')
  const hosts = scene.boxes.filter((box) => HOSTS.has(box.kind))
  const inside = scene.boxes.filter((box) => box.kind !== 'subnet' && !HOSTS.has(box.kind))
  const labels = [...scene.bands.flatMap((band) => band.labels), ...scene.labels]
  return [
    ...below.map((box) => sceneBox(box, theme)),
    ...scene.wires.filter((wire) => !wire.inNode).map((wire) => sceneWire(wire, theme)),
    ...hosts.map((box) => sceneBox(box, theme)),
    ...scene.wires.filter((wire) => wire.inNode).map((wire) => sceneWire(wire, theme)),
    ...inside.map((box) => sceneBox(box, theme)),
    ...scene.grids.map((grid) => sceneGrid(grid, theme)),
    ...scene.bands.map((band) => sceneBand(band, theme)),
    ...labels.filter((label) => label.font.sizePx >= minTextPx).map((label) => sceneLabel(label, theme)),
  ]
}

const HOSTS: ReadonlySet<SceneBox['kind']> = new Set<SceneBox['kind']>(['node', 'router', 'outside', 'fold'])

/** The scene's rectangle is the outer edge; a stroke is centred on its line. */
function sceneBox(box: SceneBox, theme: PictureTheme): PictureItem {
  const { x, y, width, height } = box.rect
  const half = box.strokeWidth / 2
  const rect = { x: x + half, y: y + half, width: width - box.strokeWidth, height: height - box.strokeWidth }
  const edge = box.strokeWidth > 0 ? { stroke: theme[box.stroke], strokeWidth: box.strokeWidth } : {}
  const shape = boxItem(rect, Math.max(0, box.radius - half), { fill: theme[box.fill], ...edge })
  return box.title === '' ? shape : { kind: 'group', id: box.id, title: box.title, items: [shape] }
}

function sceneWire(wire: SceneLine, theme: PictureTheme): PictureItem {
  return { kind: 'group', id: `wire-${wire.id}`, items: [lineItem(wire.points, { stroke: theme[wire.role], strokeWidth: wire.width, cap: 'square' })] }
}

function sceneLabel(label: SceneLabel, theme: PictureTheme): PictureItem {
  return centredText(label.text, label.at, label.align, label.font, theme[label.role])
}

/** Nodes as cells, in one shape. */
function sceneGrid({ rect, columns, pitch, cell, count, fill }: SceneGrid, theme: PictureTheme): PictureItem {
  const commands = Array.from({ length: count }, (_, k): readonly PathCommand[] => {
    const [x, y] = [rect.x + (k % columns) * pitch, rect.y + Math.floor(k / columns) * pitch]
    return [{ to: 'move', at: { x, y } }, { to: 'line', at: { x: x + cell, y } }, { to: 'line', at: { x: x + cell, y: y + cell } }, { to: 'line', at: { x, y: y + cell } }, { to: 'close' }]
  })
  return { kind: 'path', commands: commands.flat(), fill: theme[fill] }
}

/** Plain for IPIP, with a centre line for VXLAN, hatched for WireGuard. */
function sceneBand(band: SceneBand, theme: PictureTheme): PictureItem {
  const hue = theme[`mode-${band.mode}-hue`]
  const outline = outlineOf(band.path, STAGE.bandWidth)
  const opacity = bandOpacity(theme)
  const edge = { stroke: hue, strokeWidth: 1, opacity: opacity.edge }
  const inside: PictureItem[] = []
  if (band.mode === 'wireguard') inside.push({ kind: 'group', clip: lineItem(outline, {}, true), items: [hatchLines(boundsOf(outline), BAND_HATCH_PITCH, edge)] })
  if (band.mode === 'vxlan') inside.push(lineItem(band.path, edge))
  return { kind: 'group', id: band.id, items: [lineItem(outline, { fill: hue, opacity: opacity.fill }, true), ...inside, lineItem(outline, edge, true)] }
}

function boundsOf(points: readonly { readonly x: number; readonly y: number }[]) {
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}
