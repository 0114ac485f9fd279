import type { ElementDefinition } from 'cytoscape'
import { centreOf } from '../../core/scene/geometry'
import type { Scene, SceneBox, SceneLine } from '../../core/scene/scene'
import type { CanvasTheme } from './theme'

/** Order of paint: subnets, wires, nodes, what is in them. Words and what moves lie above on canvases of their own. */
export const PAINT_ORDER = { subnet: 0, wire: 1, node: 2, router: 2, outside: 2, fold: 3, veth: 3, pod: 4, nub: 5, interface: 5 } as const

/** The scene's still part as cytoscape's elements, with colours in place of roles. */
export function elementsOf(scene: Scene, theme: CanvasTheme): readonly ElementDefinition[] {
  return [
    ...scene.boxes.map((box) => boxElement(box, theme)),
    ...scene.wires.flatMap((wire) => wireElements(wire, theme)),
  ]
}

function boxElement(box: SceneBox, theme: CanvasTheme): ElementDefinition {
  const clickable = box.target !== undefined
  const isMovable = box.kind === 'node' || box.kind === 'router' || box.kind === 'outside'
  return { group: 'nodes', data: boxData(box, theme), position: { ...centreOf(box.rect) }, pannable: !isMovable, grabbable: isMovable, classes: clickable ? 'box' : 'box still' }
}

/** What can change without anything moving: colours and widths of edges. */
export function boxData(box: SceneBox, theme: CanvasTheme) {
  const grow = box.strokeWidth
  return {
    id: box.id,
    z: PAINT_ORDER[box.kind],
    width: box.rect.width - grow,
    height: box.rect.height - grow,
    radius: box.radius,
    fill: theme.colour(box.fill),
    stroke: theme.colour(box.stroke),
    strokeWidth: box.strokeWidth,
  }
}

/** cytoscape draws lines between nodes: each corner of a wire becomes one that is not seen. */
function wireElements(wire: SceneLine, theme: CanvasTheme): readonly ElementDefinition[] {
  const z = wire.inNode ? PAINT_ORDER.veth : PAINT_ORDER.wire
  const bendId = (k: number): string => `bend-${wire.id}-${k}`
  const bends = wire.points.map((point, k): ElementDefinition => ({ group: 'nodes', data: { id: bendId(k), z }, position: { ...point }, classes: 'bend' }))
  const classes = wire.points.length > 2 ? 'cornered' : ''
  const runs = wire.points.slice(1).map((_, k): ElementDefinition => ({
    group: 'edges',
    data: { id: `wire-${wire.id}-${k}`, source: bendId(k), target: bendId(k + 1), z, colour: theme.colour(wire.role), width: wire.width },
    classes,
  }))
  return [...bends, ...runs]
}
