import { centreOf, encloses, grow, overlaps } from './geometry'
import type { Rect } from './geometry'
import type { Scene, SceneBox, SceneLabel } from './scene'
import { labelRect } from './scene-labels'
import { LEAST_ZOOM_OF_WORDS, SMALLEST_TEXT_PX } from './stage-metrics'
import { shortenToFit } from './text-metrics'

/** How much of a node is drawn, by how wide it is on the screen; a node of the flow has one more. */
type Detail = 'full' | 'compact' | 'bar'
const DETAILS: readonly Detail[] = ['bar', 'compact', 'full']
const FULL_FROM_PX = 200
const COMPACT_FROM_PX = 90

/** On the screen, between a word and its box or another word. */
const LEAST_GAP_PX = 3
/** Heights up to this hold a name and a line under it, and no more. */
const LOW_BOX_PX = 48

/** What is drawn of a scene whose pixels are `zoom` of the screen's: everything at 1 and above. Without the words, the parts that this leaves in place. */
export function sceneAtZoom(scene: Scene, zoom: number): Scene {
  if (zoom >= 1) return scene
  const hidden = hiddenBoxes(scene, zoom)
  const boxes = hidden.size === 0 ? scene.boxes : scene.boxes.filter((box) => !hidden.has(box))
  const isLost = (rect: Rect): boolean => [...hidden].some((box) => box.rect === rect)
  const named = scene.labels.filter((label) => label.inside === undefined ? zoom >= LEAST_ZOOM_OF_WORDS : !isLost(label.inside))
  return {
    ...scene,
    boxes,
    wires: hidden.size === 0 ? scene.wires : scene.wires.filter((wire) => !wire.inNode || ![...hidden].some((box) => box.kind === 'nub' && wire.points.some((point) => overlaps(grow(box.rect, 1), { ...point, width: 0.1, height: 0.1 })))),
    labels: legible(named, scene, zoom),
    bands: scene.bands.map((band) => (zoom >= LEAST_ZOOM_OF_WORDS ? band : { ...band, labels: [] })),
  }
}

/** Which parts of which nodes are drawn, as a name: the same while only the view moves. */
export function detailsAtZoom(scene: Scene, zoom: number): string {
  return zoom >= 1 ? '' : scene.boxes.filter(({ kind }) => kind === 'node').map((node) => detailOf(node, scene, zoom)).join(' ')
}

function detailOf(node: SceneBox, scene: Scene, zoom: number): Detail {
  const width = node.rect.width * zoom
  const own = width >= FULL_FROM_PX ? 2 : width >= COMPACT_FROM_PX ? 1 : 0
  return DETAILS[Math.min(2, own + (isOnFlow(node, scene) ? 1 : 0))] ?? 'full'
}

/** An end of the flow is in it, or the packet. */
function isOnFlow(node: SceneBox, { boxes }: Scene): boolean {
  return node.strokeWidth > 1 || boxes.some((box) => box.kind === 'pod' && box.fill === 'text-primary' && encloses(node.rect, box.rect))
}

function hiddenBoxes(scene: Scene, zoom: number): ReadonlySet<SceneBox> {
  const hidden = new Set<SceneBox>()
  for (const node of scene.boxes) {
    if (node.kind !== 'node') continue
    const detail = detailOf(node, scene, zoom)
    if (detail === 'full') continue
    for (const box of scene.boxes) {
      const isPart = box.kind === 'pod' || box.kind === 'nub' || box.kind === 'interface' || box.kind === 'fold'
      if (isPart && overlaps(node.rect, box.rect) && (detail === 'bar' ? box.fill !== 'text-primary' : isLinkOfPod(box))) hidden.add(box)
    }
  }
  return hidden
}

function isLinkOfPod({ kind, isPodLink }: SceneBox): boolean {
  return kind === 'nub' || isPodLink === true
}

/** Names first, at a size that can be read: what then leaves its box or meets a name goes, and the name of a low box moves to its middle. */
function legible(labels: readonly SceneLabel[], scene: Scene, zoom: number): readonly SceneLabel[] {
  const kept: { readonly label: SceneLabel; readonly rect: Rect }[] = []
  const details = new Map<Rect | undefined, Detail>(scene.boxes.filter(({ kind }) => kind === 'node').map((node) => [node.rect, detailOf(node, scene, zoom)]))
  const rank = ({ id, inside, font }: SceneLabel): number => (font.weight < 600 ? 3 : details.has(inside) ? 0 : id.startsWith('subnet') ? 2 : 1)
  const gap = LEAST_GAP_PX / zoom
  for (const label of [...labels].sort((a, b) => rank(a) - rank(b))) {
    const { inside } = label
    const font = label.font.sizePx * zoom >= SMALLEST_TEXT_PX ? label.font : { ...label.font, sizePx: SMALLEST_TEXT_PX / zoom }
    const detail = details.get(inside)
    const fitted: SceneLabel = { ...label, font, text: inside && detail !== undefined && font.weight === 600 ? shortenToFit(label.text, inside.width - 4 * gap, font) : label.text }
    // a node of which nothing else is drawn has its name in the middle
    const placed: SceneLabel = inside && detail === 'bar' && inside.height > LOW_BOX_PX ? { ...fitted, at: centreOf(inside), align: 'center' } : fitted
    const rect = labelRect(placed)
    const leaves = inside && (rect.x < inside.x + gap || rect.x + rect.width > inside.x + inside.width - gap)
    if (placed.text === '' || leaves || kept.some((other) => overlaps(grow(other.rect, gap / 2), rect))) continue
    kept.push({ label: placed, rect })
  }
  const count = new Map<Rect, number>()
  for (const { label } of kept) if (label.inside) count.set(label.inside, (count.get(label.inside) ?? 0) + 1)
  return kept.map(({ label }) => (label.inside && label.inside.height <= LOW_BOX_PX && count.get(label.inside) === 1 ? { ...label, at: { x: label.at.x, y: centreOf(label.inside).y } } : label))
}
