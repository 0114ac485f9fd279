import cytoscape from 'cytoscape'
import type { Core, ElementDefinition, EventObject, NodeSingular } from 'cytoscape'
import { centreOf } from '../../core/scene/geometry'
import type { Point } from '../../core/scene/geometry'
import type { Scene, SceneBox } from '../../core/scene/scene'
import { boxData, elementsOf } from './graph-elements'
import { GRAPH_STYLE } from './graph-style'
import type { CanvasTheme } from './theme'

/** Scene point (0, 0) lies at `pan` CSS pixels from the stage's corner, one scene pixel is `zoom` CSS pixels. */
export interface View {
  readonly zoom: number
  readonly pan: { readonly x: number; readonly y: number }
}

export interface GraphEvents {
  /** A click on a box that means something, `undefined` for the ground, and where in the scene. */
  readonly onPick: (target: SceneBox['target'], at: Point) => void
  readonly onHover: (box: SceneBox | undefined) => void
  /** After every repaint, with the view that it shows: what lies above follows in the same frame. */
  readonly onPaint: (view: View) => void
  /** A person has dragged, wheeled or pinched the view. */
  readonly onMovedByHand: () => void
  /** A person drags a box that can be moved: how far, in scene pixels, since it was taken; first of all nothing. */
  readonly onDrag: (box: SceneBox, by: { readonly x: number; readonly y: number }) => void
}

/** What stands still, painted by cytoscape: the only file that drives it. */
export interface Graph {
  show(scene: Scene, theme: CanvasTheme): void
  view(): View
  moveTo(view: View): void
  zoomBy(factor: number): void
  resize(): void
  destroy(): void
}

const MIN_ZOOM = 0.2
const MAX_ZOOM = 4

/**
 * cytoscape writes a style element into the page, which the content security policy refuses, unless it finds this id.
 * All it would say is that the container is positioned, and ours is.
 */
const CYTOSCAPE_STYLESHEET_ID = '__________cytoscape_stylesheet'

function forgoInlineStyles(): void {
  if (document.getElementById(CYTOSCAPE_STYLESHEET_ID) !== null) return
  const mark = document.createElement('meta')
  mark.id = CYTOSCAPE_STYLESHEET_ID
  document.head.append(mark)
}

export function createGraph(container: HTMLElement, events: GraphEvents): Graph {
  forgoInlineStyles()
  const cy = cytoscape({
    container,
    layout: { name: 'preset' },
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    autounselectify: true,
    boxSelectionEnabled: false,
    // a texture ends at the edge of the view, and the words above it do not: both have to be drawn while it moves
    textureOnViewport: false,
  })
  const stopWheel = zoomByWheel(container, cy, events.onMovedByHand)
  let boxes = new Map<string, SceneBox>()
  let shape = ''
  let theme: CanvasTheme | undefined
  const viewOf = (): View => ({ zoom: cy.zoom(), pan: { ...cy.pan() } })
  const boxAt = (event: EventObject): SceneBox | undefined => (event.target === cy ? undefined : boxes.get((event.target as { id(): string }).id()))
  cy.on('tap', (event) => events.onPick(boxAt(event)?.target, event.position))
  cy.on('mouseover', 'node', (event) => events.onHover(boxAt(event)))
  cy.on('mouseout', 'node', () => events.onHover(undefined))
  dragBoxes(cy, (id) => boxes.get(id), events.onDrag)
  cy.on('dragpan pinchzoom', events.onMovedByHand)
  cy.on('render', () => events.onPaint(viewOf()))
  return {
    show: (scene, nextTheme) => {
      // read with the first boxes and not with the library, so that neither holds a click up
      if (theme === undefined) cy.style(GRAPH_STYLE)
      boxes = new Map(scene.boxes.map((box) => [box.id, box]))
      const nextShape = shapeOf(scene)
      if (nextShape === shape && nextTheme === theme) repaint(cy, scene, nextTheme)
      else replace(cy, scene, nextTheme)
      shape = nextShape
      theme = nextTheme
    },
    view: viewOf,
    moveTo: (view) => cy.viewport({ zoom: view.zoom, pan: { ...view.pan } }),
    zoomBy: (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }),
    resize: () => cy.resize(),
    destroy: () => {
      stopWheel()
      cy.destroy()
    },
  }
}

/** A notch of a wheel is 100 px and zooms by about a fifth; a line is 16 px. */
const ZOOM_PER_PIXEL = 0.0018
const LINE_PX = 16

/**
 * cytoscape ignores the wheel for a while after anything on the page has scrolled, and a list beside the stage scrolls with
 * every step that is played. So the wheel is taken by what the container lies in, before it gets there. A pinch on a touchpad is a
 * wheel with Control.
 */
function zoomByWheel(container: HTMLElement, cy: Core, onMovedByHand: () => void): () => void {
  const around = container.parentElement ?? container
  const onWheel = (event: WheelEvent): void => {
    if (!(event.target instanceof Node) || !container.contains(event.target)) return
    event.stopPropagation()
    if (!event.ctrlKey && !event.metaKey && isPageScrolled()) return
    event.preventDefault()
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE_PX
    const { left, top } = container.getBoundingClientRect()
    onMovedByHand()
    cy.zoom({ level: cy.zoom() * Math.exp(-pixels * ZOOM_PER_PIXEL), renderedPosition: { x: event.clientX - left, y: event.clientY - top } })
  }
  around.addEventListener('wheel', onWheel, { capture: true, passive: false })
  return () => around.removeEventListener('wheel', onWheel, { capture: true })
}

/** True where the page is longer than its window: the wheel belongs to the page then, and zooms with Control. */
function isPageScrolled(): boolean {
  const { scrollHeight, clientHeight } = document.documentElement
  return scrollHeight > clientHeight
}

/** Everything that decides where things stand. */
function shapeOf(scene: Scene): string {
  const boxes = scene.boxes.map((box) => `${box.id}:${box.rect.x},${box.rect.y},${box.rect.width},${box.rect.height}`)
  const wires = scene.wires.map((wire) => `${wire.id}:${wire.points.map((point) => `${point.x},${point.y}`).join(' ')}`)
  return [...boxes, ...wires].join('\n')
}

/** What is there already is moved and not made anew: it may be in a person's hand. */
function replace(cy: Core, scene: Scene, theme: CanvasTheme): void {
  const elements = elementsOf(scene, theme)
  const ids = new Set(elements.map(({ data }) => data.id))
  cy.batch(() => {
    cy.elements().filter((element) => !ids.has(element.id())).remove()
    const fresh: ElementDefinition[] = []
    for (const element of elements) {
      const known = cy.getElementById(element.data.id ?? '')
      if (known.empty()) fresh.push(element)
      else known.data(element.data).classes(element.classes ?? '')
      if (element.position) known.position(element.position)
    }
    cy.add(fresh)
  })
  // asks for the style of all of them now: the frame that paints them has enough to do
  cy.elements().boundingBox()
}

/**
 * Boxes that can be moved follow the pointer as far as the layout lets them: the library moves one of them, and the scene has
 * the place of it and of all that goes with it.
 */
function dragBoxes(cy: Core, boxOf: (id: string) => SceneBox | undefined, onDrag: GraphEvents['onDrag']): void {
  let taken: { readonly x: number; readonly y: number } | undefined
  cy.on('grab drag free', 'node', (event) => {
    const element = event.target as NodeSingular
    const box = boxOf(element.id())
    if (!box) return
    if (event.type === 'grab') taken = { ...event.position }
    if (event.type !== 'free' && taken) onDrag(box, { x: event.position.x - taken.x, y: event.position.y - taken.y })
    element.position(centreOf(box.rect))
  })
}

/** Only colours and widths changed: nothing is added, removed or moved. */
function repaint(cy: Core, scene: Scene, theme: CanvasTheme): void {
  cy.batch(() => {
    for (const box of scene.boxes) patch(cy, boxData(box, theme))
  })
}

function patch(cy: Core, data: Readonly<Record<string, string | number>> & { readonly id: string }): void {
  const element = cy.getElementById(data.id)
  for (const [key, value] of Object.entries(data)) if (key !== 'id' && element.data(key) !== value) element.data(key, value)
}
