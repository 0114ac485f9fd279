import { fitsIn } from '../../../core/scene/follow'
import { isClear } from '../../../core/scene/free-spot'
import type { Layout, Viewport } from '../../../core/scene/layout'

const ZOOM_BOX = { width: 108, height: 28, inset: 12 } as const
const GAP = 8

/** How far from the stage's foot, in pixels, the zoom buttons stand: where they hide nothing of the picture as it is fitted, else in the corner. */
export function zoomBottom(layout: Layout, viewport: Viewport): number {
  const pan = { x: (viewport.width - layout.width * layout.zoom) / 2, y: (viewport.height - layout.height * layout.zoom) / 2 }
  const inGutter = viewport.height - (layout.gutter.bottom * layout.zoom + pan.y) + ZOOM_BOX.inset
  const hidesNothing = (bottom: number): boolean => {
    const [x, y] = [viewport.width - ZOOM_BOX.inset - ZOOM_BOX.width, viewport.height - bottom - ZOOM_BOX.height]
    return isClear(layout, { x: (x - pan.x) / layout.zoom, y: (y - pan.y) / layout.zoom, width: ZOOM_BOX.width / layout.zoom, height: ZOOM_BOX.height / layout.zoom })
  }
  // a picture that is a little too high moves so little that the place stays free
  const isInSight = fitsIn(layout, { width: viewport.width, height: viewport.height + ZOOM_BOX.height })
  return isInSight ? ([ZOOM_BOX.inset, inGutter].find(hidesNothing) ?? ZOOM_BOX.inset) : ZOOM_BOX.inset
}

/** How far from it a map of the whole stands, in the corner where the zoom buttons leave it room, else above them: they stay where they are pressed. */
export function mapBottom(zoomBottomPx: number, mapHeightPx: number): number {
  const fitsBelow = ZOOM_BOX.inset + mapHeightPx + GAP <= zoomBottomPx
  return fitsBelow ? ZOOM_BOX.inset : zoomBottomPx + ZOOM_BOX.height + GAP
}
