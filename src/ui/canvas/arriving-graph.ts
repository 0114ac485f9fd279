import { createFirstPainting } from './first-painting'
import type { Graph, GraphEvents } from './graph'

/**
 * The graph, without waiting for its library: a plain painting stands in its place from the first scene on, and hands over
 * when the library has come.
 */
export function createArrivingGraph(container: HTMLElement, events: GraphEvents): Graph {
  const first = createFirstPainting(container, events)
  let graph = first
  let shown: Parameters<Graph['show']> | undefined
  let isClosed = false
  const arrive = async (): Promise<void> => {
    const { createGraph } = await import('./graph')
    if (isClosed || shown === undefined) return
    const view = first.view()
    const arrived = createGraph(container, {
      ...events,
      onPaint: (painted) => {
        first.destroy()
        events.onPaint(painted)
      },
    })
    graph = arrived
    arrived.moveTo(view)
    arrived.show(...shown)
  }
  return {
    show: (...scene) => {
      // what is fetched before the first frame is painted delays it
      if (shown === undefined) requestAnimationFrame(() => void arrive())
      shown = scene
      graph.show(...scene)
    },
    view: () => graph.view(),
    moveTo: (view) => graph.moveTo(view),
    zoomBy: (factor) => graph.zoomBy(factor),
    resize: () => graph.resize(),
    destroy: () => {
      isClosed = true
      first.destroy()
      if (graph !== first) graph.destroy()
    },
  }
}
