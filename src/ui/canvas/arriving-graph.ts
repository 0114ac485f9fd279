import type { Scene } from '../../core/scene/scene'
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
    // the library has just been run: a click that has come meanwhile goes first
    await nextFrame()
    if (isClosed || shown === undefined) return
    const arrived = createGraph(container, {
      ...events,
      onDrag: (...drag) => {
        takeOver()
        events.onDrag(...drag)
      },
      onPaint: (painted) => {
        if (graph !== arrived) return
        first.destroy()
        events.onPaint(painted)
      },
    })
    const takeOver = (): void => {
      if (graph === arrived || shown === undefined) return
      graph = arrived
      arrived.moveTo(first.view())
      arrived.show(...shown)
    }
    // all at once would hold up a click that comes meanwhile
    const parts = partsOf(shown[0])
    const grow = (): void => {
      // a box was in a person's hand already
      if (graph === arrived) return
      if (isClosed || shown === undefined) return arrived.destroy()
      const part = parts.next()
      if (part.done === true) return takeOver()
      arrived.show(part.value, shown[1])
      requestAnimationFrame(grow)
    }
    requestAnimationFrame(grow)
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

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => void requestAnimationFrame(resolve))
}

/** So many boxes, and wires, are made before the first frame; with each of the next twice as many, for the library gets faster. */
const FIRST_PART = 4

/** The scene as it grows from nothing, all but the whole. */
function* partsOf(scene: Scene): Generator<Scene> {
  const most = Math.max(scene.boxes.length, scene.wires.length)
  for (let count = FIRST_PART; count < most; count *= 2) yield { ...scene, boxes: scene.boxes.slice(0, count), wires: scene.wires.slice(0, count) }
}
