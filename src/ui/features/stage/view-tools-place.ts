import { fitsIn } from '../../../core/scene/follow'
import { isClear } from '../../../core/scene/free-spot'
import { grow, overlaps, rectBetween } from '../../../core/scene/geometry'
import type { Rect } from '../../../core/scene/geometry'
import type { Layout, Viewport } from '../../../core/scene/layout'

const ZOOM_BOX = { width: 108, height: 28, inset: 12 } as const
const GAP = 8

/** How far from the stage's foot, in pixels, the zoom buttons stand: where they hide nothing of the picture as it is fitted, as low as can be, else in the corner. */
export function zoomBottom(layout: Layout, viewport: Viewport): number {
  const pan = { x: (viewport.width - layout.width * layout.zoom) / 2, y: (viewport.height - layout.height * layout.zoom) / 2 }
  const inGutter = viewport.height - (layout.gutter.bottom * layout.zoom + pan.y) + ZOOM_BOX.inset
  const areaAt = (bottom: number): Rect => {
    const [x, y] = [viewport.width - ZOOM_BOX.inset - ZOOM_BOX.width, viewport.height - bottom - ZOOM_BOX.height]
    return { x: (x - pan.x) / layout.zoom, y: (y - pan.y) / layout.zoom, width: ZOOM_BOX.width / layout.zoom, height: ZOOM_BOX.height / layout.zoom }
  }
  const hidesNothing = (bottom: number): boolean => isClear(layout, areaAt(bottom))
  const hidesNoLine = (bottom: number): boolean => !layout.wires.some(({ points }) => points.slice(1).some((b, k) => overlaps(grow(rectBetween(points[k] ?? b, b), 1), areaAt(bottom))))
  // a picture that is a little too high moves so little that the place stays free
  const isInSight = fitsIn(layout, { width: viewport.width, height: viewport.height + ZOOM_BOX.height })
  if (!isInSight) return ZOOM_BOX.inset
  const higher = Array.from({ length: Math.max(0, Math.floor((viewport.height - ZOOM_BOX.height - 2 * ZOOM_BOX.inset) / GAP)) }, (_, k) => ZOOM_BOX.inset + k * GAP)
  const places = [ZOOM_BOX.inset, inGutter, ...higher].filter(hidesNothing)
  return places.find(hidesNoLine) ?? places[0] ?? ZOOM_BOX.inset
}

/** The part of a view in which a button of the stage is never below the zoom buttons. */
export function besideZoomButtons(view: Rect, zoom: number): Rect {
  return { ...view, width: view.width - (ZOOM_BOX.width + ZOOM_BOX.inset + GAP) / zoom }
}

/** How far from it a map of the whole stands, in the corner where the zoom buttons leave it room, else above them: they stay where they are pressed. */
export function mapBottom(zoomBottomPx: number, mapHeightPx: number): number {
  const fitsBelow = ZOOM_BOX.inset + mapHeightPx + GAP <= zoomBottomPx
  return fitsBelow ? ZOOM_BOX.inset : zoomBottomPx + ZOOM_BOX.height + GAP
}
