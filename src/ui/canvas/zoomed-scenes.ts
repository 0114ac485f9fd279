import type * as AtZoom from '../../core/scene/at-zoom'
import type { Scene } from '../../core/scene/scene'

export interface ZoomedScenes {
  /** What is drawn of a scene at a zoom. */
  readonly zoomed: (scene: Scene, zoom: number) => Scene
  /** Which boxes that leaves, as a name. */
  readonly detailsAt: (scene: Scene, zoom: number) => string
}

/** What makes scenes smaller comes when one is first made smaller, and `onArrive` is told; the stage is not to wait for it. */
export function createZoomedScenes(onArrive: () => void): ZoomedScenes {
  let atZoom: typeof AtZoom | undefined
  let isAsked = false
  /** The view moves more often than scene or zoom change. */
  let last: { readonly of: Scene; readonly zoom: number; readonly scene: Scene } | undefined
  const ask = async (): Promise<void> => {
    isAsked = true
    atZoom = await import('../../core/scene/at-zoom')
    last = undefined
    onArrive()
  }
  return {
    zoomed: (of, zoom) => {
      if (zoom < 1 && !isAsked) void ask()
      if (last?.of !== of || last.zoom !== zoom) last = { of, zoom, scene: atZoom?.sceneAtZoom(of, zoom) ?? of }
      return last.scene
    },
    detailsAt: (scene, zoom) => atZoom?.detailsAtZoom(scene, zoom) ?? '',
  }
}
