import type { Flight } from '../../core/scene/flight'
import type { Point } from '../../core/scene/geometry'
import { panToFollow, panToReveal } from '../../core/scene/follow'
import type { Layout } from '../../core/scene/layout'
import { followedAt } from '../../core/scene/motion'
import type { Scene, SceneBox } from '../../core/scene/scene'
import { createArrivingGraph } from './arriving-graph'
import type { GraphEvents, View } from './graph'
import { createOverlay } from './overlay'
import type { OverlayClock } from './overlay'
import { readTheme } from './theme'
import type { CanvasTheme } from './theme'
import { createZoomedScenes } from './zoomed-scenes'
import { createWordsPainter } from './words'

export type { View } from './graph'

export interface StagePainterEvents {
  readonly onPick: (target: SceneBox['target'], at: Point) => void
  readonly onHover: (box: SceneBox | undefined) => void
  /** `isFitted` is false from the moment a person pans or zooms until the view is fitted again. */
  readonly onView: (view: View, isFitted: boolean) => void
  readonly onMovedByHand: () => void
  readonly onDrag: GraphEvents['onDrag']
}

/** Graph below, overlay above, moving as one. */
export interface StagePainter {
  show(content: StageContent): void
  /** Shows the layout at its own zoom: all of it in the middle, or as much of it as there is room for, with the packet. */
  fit(layout: Layout): void
  /** Something has been moved in it: the view stays. */
  rearranged(layout: Layout): void
  zoomBy(factor: number): void
  view(): View
  /** By hand: the view does not move with the packet any more. */
  panTo(pan: View['pan']): void
  /** Calls whenever the view has moved; returns the way to stop. */
  watchView(listener: () => void): () => void
  resize(): void
  /** Reads the colours anew. */
  themeChanged(): void
  /** Something that the clock tells has changed. */
  invalidate(): void
  destroy(): void
}

export interface StageContent {
  readonly scene: Scene
  readonly flight: Flight
  readonly focused: string | undefined
}

/** Read once a frame. */
export interface StageClock extends OverlayClock {
  /** True while the view is to move with the packet. */
  isFollowing(): boolean
}

/** Three layers over each other: the graph's own, one for words, one for what moves. */
export interface StageLayers {
  readonly graph: HTMLElement
  readonly words: HTMLCanvasElement
  readonly overlay: HTMLCanvasElement
}

export function createStagePainter(layers: StageLayers, clock: StageClock, events: StagePainterEvents): StagePainter {
  const host = layers.graph
  let theme: CanvasTheme = readTheme(host)
  let shown: StageContent | undefined
  let layout: Layout | undefined
  /** The box that the keyboard has come to since the packet last moved: it is seen first. */
  let reached: string | undefined
  let lastView = ''
  /** The view in which the graph stands on the screen; it is asked to move some time before it does. */
  let painted: View = { zoom: 1, pan: { x: 0, y: 0 } }
  const watchers = new Set<() => void>()
  const paintWords = createWordsPainter(layers.words)
  const paintWordsAt = (view: View): void => {
    if (shown !== undefined) paintWords(view, zoomed(shown.scene, view.zoom), theme)
  }
  const graph = createArrivingGraph(host, {
    onPick: events.onPick,
    onHover: events.onHover,
    onMovedByHand: events.onMovedByHand,
    onDrag: events.onDrag,
    onPaint: (view) => {
      painted = view
      paintWordsAt(view)
      followDetails(view.zoom)
      overlay.paint(view)
      if (nameOf(view) !== lastView) tell(view)
    },
  })
  const { zoomed, detailsAt } = createZoomedScenes(() => followDetails(graph.view().zoom))
  /** Boxes come and go at some zooms: not while the graph is painting. */
  let details = ''
  const followDetails = (zoom: number): void => {
    if (shown === undefined || detailsAt(shown.scene, zoom) === details) return
    requestAnimationFrame(() => {
      if (shown !== undefined) show(shown)
    })
  }
  const tell = (view: View): void => {
    lastView = nameOf(view)
    events.onView(view, clock.isFollowing() && view.zoom === layout?.zoom)
    for (const watcher of watchers) watcher()
  }
  /** Where the packet is in sight. A picture that does not fit moves with it. */
  const followed = (zoom: number): View => {
    const packet = shown === undefined ? undefined : followedAt(shown.flight, clock.moment(), clock.reducedMotion())
    return { zoom, pan: panToFollow(layout ?? sizeOf(host), sizeOf(host), zoom, packet) }
  }
  const moveTo = (view: View): void => {
    if (nameOf(view) !== nameOf(graph.view())) graph.moveTo(view)
  }
  const overlay = createOverlay(layers.overlay, clock, () => {
    if (layout !== undefined && reached === undefined && clock.isFollowing()) moveTo(followed(graph.view().zoom))
    paintWordsAt(painted)
    return painted
  })
  const reveal = (id: string | undefined): void => {
    const box = shown?.scene.boxes.find((candidate) => candidate.id === id)
    reached = box?.id
    if (box === undefined) return
    const { zoom, pan } = graph.view()
    const { x, y, width, height } = box.rect
    const room = sizeOf(host)
    moveTo({ zoom, pan: { x: panToReveal(pan.x, room.width, x * zoom, (x + width) * zoom), y: panToReveal(pan.y, room.height, y * zoom, (y + height) * zoom) } })
  }
  const show: StagePainter['show'] = (content) => {
    const focusMoved = content.focused !== shown?.focused
    shown = content
    overlay.show({ ...content, theme })
    const { zoom } = graph.view()
    details = detailsAt(content.scene, zoom)
    graph.show(zoomed(content.scene, zoom), theme)
    if (focusMoved) reveal(content.focused)
    overlay.invalidate()
  }
  return {
    show,
    fit: (next) => {
      layout = next
      reached = undefined
      const view = followed(layout.zoom)
      graph.moveTo(view)
      tell(view)
    },
    rearranged: (next) => {
      layout = next
    },
    zoomBy: (factor) => {
      if (clock.isFollowing() && layout !== undefined) graph.moveTo(followed(graph.view().zoom * factor))
      else graph.zoomBy(factor)
    },
    view: () => graph.view(),
    panTo: (pan) => {
      events.onMovedByHand()
      graph.moveTo({ zoom: graph.view().zoom, pan })
    },
    watchView: (listener) => {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    resize: () => graph.resize(),
    themeChanged: () => {
      theme = readTheme(host)
      if (shown !== undefined) show(shown)
    },
    invalidate: () => {
      reached = undefined
      overlay.invalidate()
    },
    destroy: () => {
      overlay.destroy()
      graph.destroy()
    },
  }
}

function nameOf(view: View): string {
  return `${view.zoom} ${view.pan.x} ${view.pan.y}`
}

function sizeOf(host: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: host.clientWidth, height: host.clientHeight }
}
