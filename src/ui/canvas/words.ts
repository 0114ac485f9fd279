import type { Scene } from '../../core/scene/scene'
import type { View } from './graph'
import { paintBand, paintGrid } from './paint-lines'
import { paintOn } from './screen-canvas'
import { paintText } from './text'
import type { CanvasTheme } from './theme'

/** Bands and every name: painted when the view or the scene changes, not when a packet moves. */
export function paintWords(canvas: HTMLCanvasElement, view: View, scene: Scene, theme: CanvasTheme): void {
  paintOn(canvas, view, (ctx) => {
    for (const grid of scene.grids) paintGrid(ctx, theme, grid)
    for (const band of scene.bands) {
      paintBand(ctx, theme, band)
      for (const label of band.labels) paintText(ctx, theme, label)
    }
    for (const label of scene.labels) paintText(ctx, theme, label)
  })
}
