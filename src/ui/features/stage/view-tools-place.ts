import { fitsIn } from '../../../core/scene/follow'
import { isClear } from '../../../core/scene/free-spot'
import { encloses, grow, overlaps, rectBetween } from '../../../core/scene/geometry'
import type { Rect } from '../../../core/scene/geometry'
import type { Layout, Viewport } from '../../../core/scene/layout'

const ZOOM_BOX = { width: 108, height: 28, inset: 12 } as const
const LEGEND_BOX = { width: 30, height: 30, inset: 12 } as const
const GAP = 8

/** How far from the stage's foot, in pixels, the zoom buttons stand: where they hide nothing of the picture as it is fitted, as low as can be, else in the corner. */
export function zoomBottom(layout: Layout, viewport: Viewport): number {
  return lowestPlace(layout, viewport, { ...ZOOM_BOX, x: viewport.width - ZOOM_BOX.inset - ZOOM_BOX.width }, [(area) => !hidesLine(layout, area)])
}

/** The same of the button of the legend, which keeps off the edges of subnets as well, and off `words` that stand in the picture. */
export function legendBottom(layout: Layout, viewport: Viewport, words: readonly Rect[]): number {
  const isOnWords = (area: Rect): boolean => words.some((rect) => overlaps(rect, area))
  const isOnEdge = (area: Rect): boolean => layout.subnets.some(({ rect }) => overlaps(rect, area) && !encloses(rect, area))
  return lowestPlace(layout, viewport, { ...LEGEND_BOX, x: LEGEND_BOX.inset }, [(area) => !isOnWords(area) && !hidesLine(layout, area) && !isOnEdge(area), (area) => !isOnWords(area) && !hidesLine(layout, area)])
}

type Tool = Viewport & { readonly x: number; readonly inset: number }

/** Of the places at which it hides no box, the lowest that the first `wish` allows that allows any. */
function lowestPlace(layout: Layout, viewport: Viewport, { x, width, height, inset }: Tool, wishes: readonly ((area: Rect) => boolean)[]): number {
  const pan = { x: (viewport.width - layout.width * layout.zoom) / 2, y: (viewport.height - layout.height * layout.zoom) / 2 }
  const inGutter = viewport.height - (layout.gutter.bottom * layout.zoom + pan.y) + inset
  const areaAt = (bottom: number): Rect => ({
    x: (x - pan.x) / layout.zoom,
    y: (viewport.height - bottom - height - pan.y) / layout.zoom,
    width: width / layout.zoom,
    height: height / layout.zoom,
  })
  // a picture that is a little too high moves so little that the place stays free
  const isInSight = fitsIn(layout, { width: viewport.width, height: viewport.height + height })
  if (!isInSight) return inset
  const higher = Array.from({ length: Math.max(0, Math.floor((viewport.height - height - 2 * inset) / GAP)) }, (_, k) => inset + k * GAP)
  const places = [inset, inGutter, ...higher].filter((bottom) => isClear(layout, areaAt(bottom)))
  for (const wish of wishes) {
    const place = places.find((bottom) => wish(areaAt(bottom)))
    if (place !== undefined) return place
  }
  return places[0] ?? inset
}

function hidesLine({ wires }: Layout, area: Rect): boolean {
  return wires.some(({ points }) => points.slice(1).some((b, k) => overlaps(grow(rectBetween(points[k] ?? b, b), 1), area)))
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
