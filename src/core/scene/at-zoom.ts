import { centreOf, encloses, grow, overlaps } from './geometry'
import type { Rect } from './geometry'
import type { Scene, SceneBox, SceneLabel } from './scene'
import { labelRect } from './scene-labels'
import { ShortNames } from './short-names'
import { LEAST_ZOOM_OF_WORDS, SMALLEST_TEXT_PX, STAGE } from './stage-metrics'
import { shortenToFit, textWidth } from './text-metrics'
import type { Font } from './text-metrics'

/** How much of a node is drawn, by how wide it is on the screen; a node of the flow has one more. */
type Detail = 'full' | 'compact' | 'bar'
const DETAILS: readonly Detail[] = ['bar', 'compact', 'full']
const FULL_FROM_PX = 200
const COMPACT_FROM_PX = 90

/** On the screen, between a word and its box or another word. */
const LEAST_GAP_PX = 3
/** Between two words in one line, and between two lines. */
const ASIDE_PX = 8
const ABOVE_PX = 0.5
/** On the screen, the least height of a box of two lines. */
const TWO_LINES_PX = 26
/** Further off, the letters would leave the port's box. */
const MOST_OFF_ROUTER = 2.5
/** Two low devices above each other have room for both names from here on. */
const LEAST_ZOOM_OF_LOW_DEVICES = 0.71
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
  if (zoom >= 1) return ''
  const details = scene.boxes.filter(({ kind }) => kind === 'node').map((node) => detailOf(node, scene, zoom)).join(' ')
  return zoom < LEAST_ZOOM_OF_LOW_DEVICES ? details : `${details} and every device`
}

function detailOf(node: SceneBox, scene: Scene, zoom: number): Detail {
  // a node of one column has fewer parts and loses them no sooner than the others
  const width = Math.max(node.rect.width, STAGE.nodeMinWidth) * zoom
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
    for (const box of zoom < LEAST_ZOOM_OF_LOW_DEVICES ? withoutRoom(node, scene) : []) hidden.add(box)
    const detail = detailOf(node, scene, zoom)
    if (detail === 'full') continue
    for (const box of scene.boxes) {
      const isPart = box.kind === 'pod' || box.kind === 'nub' || box.kind === 'interface' || box.kind === 'fold'
      if (isPart && overlaps(node.rect, box.rect) && (detail === 'bar' ? box.fill !== 'text-primary' : isLinkOfPod(box))) hidden.add(box)
    }
  }
  return hidden
}

/** Of tunnel devices that share the place of one, those that are not in use: by the flow, or where WireGuard is on, by the pods. */
function withoutRoom(node: SceneBox, { boxes }: Scene): readonly SceneBox[] {
  const low = boxes.filter((box) => box.kind === 'interface' && box.rect.height < STAGE.vethHeight && encloses(node.rect, box.rect))
  const inUse = low.findLast(({ strokeWidth }) => strokeWidth > 1) ?? low.at(-1)
  return low.filter((box) => box !== inUse)
}

function isLinkOfPod({ kind, isPodLink }: SceneBox): boolean {
  return kind === 'nub' || isPodLink === true
}

/** Of a node, a pod or an interface; an address is left out or whole, never cut, or makes room for the name that it stands for. */
function isName({ id, text, name }: SceneLabel): boolean {
  return /^(?:node|pod|if)-\S*(?<!-address|-block|-pods)$/.test(id) && (name !== undefined || !/^\d/.test(text))
}

/** `vxlan.calico`, `wireguard.cali` */
const DEVICE = /^([a-z]+)\.[a-z]+$/
/** Letters may be so much wider on the screen than their measure. */
const HINTED = 1.07

/** A port's name goes without the address that stands beside it where both have room. */
function shortenedName({ text, name }: SceneLabel, room: number, font: Font, short: ShortNames): string {
  if (textWidth(text, font) <= room) return text
  // a device of Calico's is known by its first word: `vxlan…` says more than both ends of it
  const device = name === undefined ? DEVICE.exec(text)?.[1] : undefined
  if (device !== undefined && textWidth(`${device}…`, font) <= room) return `${device}…`
  return (name === undefined ? '' : short.fit(name, room, font)) || shortenToFit(name ?? text.split(' ')[0] ?? text, room, font)
}

/** Names first, at a size that can be read: what then leaves its box or meets a name goes. A box too low for two lines has one, in its middle. */
function legible(labels: readonly SceneLabel[], scene: Scene, zoom: number): readonly SceneLabel[] {
  const kept: { readonly label: SceneLabel; readonly rect: Rect }[] = []
  const nodes = scene.boxes.filter(({ kind }) => kind === 'node')
  const details = new Map<Rect | undefined, Detail>(nodes.map((node) => [node.rect, detailOf(node, scene, zoom)]))
  const rank = ({ id, font }: SceneLabel): number => (font.weight < 600 ? 3 : id.startsWith('node') ? 0 : id.startsWith('subnet') ? 2 : 1)
  const gap = LEAST_GAP_PX / zoom
  const short = new ShortNames(labels.flatMap(({ name }) => name ?? []))
  for (const label of [...labels].sort((a, b) => rank(a) - rank(b))) {
    const isOneLine = label.inside !== undefined && label.inside.height * zoom < TWO_LINES_PX && !details.has(label.inside)
    // the buttons beside a node's name are gone by then
    const inside = zoom < LEAST_ZOOM_OF_WORDS && label.id.startsWith('node') ? (nodes.find(({ rect }) => label.inside && encloses(rect, label.inside))?.rect ?? label.inside) : label.inside
    const font = label.font.sizePx * zoom >= SMALLEST_TEXT_PX ? label.font : { ...label.font, sizePx: SMALLEST_TEXT_PX / zoom }
    const x = inside && label.align === 'left' ? Math.max(label.at.x, inside.x + gap) : label.at.x
    const y = isOneLine ? centreOf(label.inside).y : label.at.y
    const at = { x, y: y + offRouter(label, y, (font.sizePx + 2 * ABOVE_PX / zoom) * 1.01, scene) }
    const fitted: SceneLabel = { ...label, at, font, ...(inside && { inside }), text: inside && isName(label) ? shortenedName(label, roomOf({ ...label, at }, inside) - 2 * gap, font, short) : label.text }
    // a node of which nothing else is drawn has its name in the middle, and so has a subnet whose title would meet its edge
    const isInMiddle = inside && ((details.get(inside) === 'bar' && inside.height > LOW_BOX_PX) || (label.id.startsWith('subnet') && font !== label.font && fitted.at.x + textWidth(fitted.text, font) * HINTED > inside.x + inside.width - gap))
    const placed: SceneLabel = inside && isInMiddle ? { ...fitted, at: { x: centreOf(inside).x, y: details.has(inside) ? centreOf(inside).y : fitted.at.y }, align: 'center' } : fitted
    const rect = labelRect(placed)
    const leaves = inside && (rect.x < inside.x + gap || rect.x + rect.width > inside.x + inside.width - gap)
    if (placed.text === '' || placed.text === '…' || leaves || kept.some((other) => overlaps(beside(other.rect, zoom), rect))) continue
    kept.push({ label: placed, rect })
  }
  const evenly = likeTheOthers(labels, kept.map(({ label }) => label), nodes)
  const count = new Map<Rect, number>()
  for (const label of evenly) if (label.inside) count.set(label.inside, (count.get(label.inside) ?? 0) + 1)
  return evenly.map((label) => (label.inside && label.inside.height <= LOW_BOX_PX && count.get(label.inside) === 1 ? { ...label, at: { x: label.at.x, y: centreOf(label.inside).y } } : label))
}

/** How much further from the middle of its router a port has its name, so that both can be read. */
function offRouter({ id, inside }: SceneLabel, y: number, leastDistance: number, { boxes }: Scene): number {
  const router = id.startsWith('if-') && inside ? boxes.find(({ kind, rect }) => kind === 'router' && overlaps(rect, inside)) : undefined
  if (router === undefined) return 0
  const distance = y - centreOf(router.rect).y
  const missing = Math.max(0, leastDistance - Math.abs(distance))
  return missing > MOST_OFF_ROUTER ? 0 : Math.sign(distance) * missing
}

/** What one box of a kind has no room for, none of that kind has: an address here and none there would look like a difference between the two. */
function likeTheOthers(wanted: readonly SceneLabel[], kept: readonly SceneLabel[], nodes: readonly SceneBox[]): readonly SceneLabel[] {
  const keptOf = new Map(kept.map((label) => [label.id, label]))
  const wantedOf = new Map(wanted.map((label) => [label.id, label]))
  const short = new Set(wanted.filter((label) => isSecond(label) && !keptOf.has(label.id)).map((label) => kindOf(label, nodes)))
  const withoutAddress = new Set(kept.filter(({ id, text }) => isPortWithAddress(wantedOf.get(id)) && !text.includes(' ')).map((label) => kindOf(label, nodes)))
  return kept
    // beside boxes that have both, one without its address still says whose it is
    .filter((label) => !short.has(kindOf(label, nodes)) || (isOutsideName(label) && !keptOf.has(label.id.replace(SECOND, ''))))
    .map((label) => (withoutAddress.has(kindOf(label, nodes)) && isPortWithAddress(label) ? { ...label, text: label.text.split(' ')[0] ?? label.text } : label))
}

/** A second word of a box, beside or below its name. */
const SECOND = /-(address|block|note|pods)$/

function isSecond({ id, inside }: SceneLabel): boolean {
  return inside !== undefined && SECOND.test(id)
}

/** The name of an outside host stands under its address. */
function isOutsideName({ id }: SceneLabel): boolean {
  return id.startsWith('outside-') && SECOND.test(id)
}

function isPortWithAddress(label: SceneLabel | undefined): boolean {
  return label !== undefined && label.id.startsWith('if-') && label.text.includes(' ')
}

/** Boxes of one size and of one place: in a node, on the edge of one, or in none. */
function kindOf({ id, inside }: SceneLabel, nodes: readonly SceneBox[]): string {
  const place = inside && (nodes.some(({ rect }) => encloses(rect, inside)) ? 'in' : nodes.some(({ rect }) => overlaps(rect, inside)) ? 'on' : 'out')
  return `${SECOND.exec(id)?.[1] ?? 'name'} ${id.split('-')[0] ?? ''} ${inside?.width ?? 0} ${inside?.height ?? 0} ${place ?? ''}`
}

/** How wide a name may be in its box, from where it starts. */
function roomOf({ align, at }: SceneLabel, inside: Rect): number {
  return align === 'left' ? inside.x + inside.width - at.x : inside.width
}

/** A word and what it keeps free: more to its sides, where hinted letters are wider than their measure. */
function beside({ x, y, width, height }: Rect, zoom: number): Rect {
  const [aside, above] = [ASIDE_PX / zoom, ABOVE_PX / zoom]
  return { x: x - aside, y: y - above, width: width + 2 * aside, height: height + 2 * above }
}
