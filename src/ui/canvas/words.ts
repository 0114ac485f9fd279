import type { Scene } from '../../core/scene/scene'
import type { View } from './graph'
import { paintBand, paintGrid } from './paint-lines'
import { paintOn } from './screen-canvas'
import { paintText } from './text'
import type { CanvasTheme } from './theme'

export type PaintWords = (view: View, scene: Scene, theme: CanvasTheme) => void

/**
 * Bands and every name: painted when the view, the scene, the theme or the canvas has changed, however often it is asked
 * for. To set some sixty words takes longer than all else on the stage.
 */
export function createWordsPainter(canvas: HTMLCanvasElement): PaintWords {
  let painted: readonly unknown[] = []
  return (view, scene, theme) => {
    const wanted = [scene, theme, view.zoom, view.pan.x, view.pan.y, canvas.clientWidth, canvas.clientHeight, window.devicePixelRatio]
    if (wanted.every((each, at) => each === painted[at])) return
    painted = wanted
    paintOn(canvas, view, (ctx) => {
      for (const grid of scene.grids) paintGrid(ctx, theme, grid)
      for (const band of scene.bands) {
        paintBand(ctx, theme, band)
        for (const label of band.labels) paintText(ctx, theme, label)
      }
      for (const label of scene.labels) paintText(ctx, theme, label)
    })
  }
}
