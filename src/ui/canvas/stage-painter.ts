import type { Flight } from '../../core/scene/flight'
import type { Layout } from '../../core/scene/layout'
import type { Scene, SceneBox, SceneTarget } from '../../core/scene/scene'
import { createArrivingGraph } from './arriving-graph'
import type { View } from './graph'
import { createOverlay } from './overlay'
import type { OverlayClock } from './overlay'
import { readTheme } from './theme'
import type { CanvasTheme } from './theme'
import { paintWords } from './words'

export type { View } from './graph'

export interface StagePainterEvents {
  readonly onPick: (target: SceneTarget | undefined) => void
  readonly onHover: (box: SceneBox | undefined) => void
  /** `isFitted` is false from the moment a person pans or zooms until the view is fitted again. */
  readonly onView: (view: View, isFitted: boolean) => void
}

/** Graph below, overlay above, moving as one. */
export interface StagePainter {
  show(content: { readonly scene: Scene; readonly flight: Flight; readonly focused: string | undefined }): void
  /** Shows the whole layout at its own zoom, in the middle. */
  fit(layout: Layout): void
  zoomBy(factor: number): void
  resize(): void
  /** Reads the colours anew. */
  themeChanged(): void
  /** Something that the clock tells has changed. */
  invalidate(): void
  destroy(): void
}

/** Three layers over each other: the graph's own, one for words, one for what moves. */
export interface StageLayers {
  readonly graph: HTMLElement
  readonly words: HTMLCanvasElement
  readonly overlay: HTMLCanvasElement
}

export function createStagePainter(layers: StageLayers, clock: OverlayClock, events: StagePainterEvents): StagePainter {
  const host = layers.graph
  let theme: CanvasTheme = readTheme(host)
  let shown: Parameters<StagePainter['show']>[0] | undefined
  let lastView = ''
  let fittedView = ''
  const graph = createArrivingGraph(host, {
    onPick: events.onPick,
    onHover: events.onHover,
    onPaint: (view) => {
      if (shown !== undefined) paintWords(layers.words, view, shown.scene, theme)
      overlay.paint(view)
      const name = nameOf(view)
      if (name !== lastView) events.onView(view, name === fittedView)
      lastView = name
    },
  })
  const overlay = createOverlay(layers.overlay, clock, () => graph.view())
  const show: StagePainter['show'] = (content) => {
    shown = content
    overlay.show({ ...content, theme })
    graph.show(content.scene, theme)
    paintWords(layers.words, graph.view(), content.scene, theme)
    overlay.invalidate()
  }
  return {
    show,
    fit: (layout) => {
      const view = centredView(layout, host)
      fittedView = nameOf(view)
      graph.moveTo(view)
      lastView = fittedView
      events.onView(view, true)
    },
    zoomBy: (factor) => graph.zoomBy(factor),
    resize: () => graph.resize(),
    themeChanged: () => {
      theme = readTheme(host)
      if (shown !== undefined) show(shown)
    },
    invalidate: () => overlay.invalidate(),
    destroy: () => {
      overlay.destroy()
      graph.destroy()
    },
  }
}

function nameOf(view: View): string {
  return `${view.zoom} ${view.pan.x} ${view.pan.y}`
}

/** Whole pixels, so that hairlines stay sharp. */
function centredView(layout: Layout, host: HTMLElement): View {
  const offset = (room: number, length: number): number => Math.round((room - length * layout.zoom) / 2)
  return { zoom: layout.zoom, pan: { x: offset(host.clientWidth, layout.width), y: offset(host.clientHeight, layout.height) } }
}
