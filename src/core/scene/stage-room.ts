import type { Inventory } from '../model/inventory'
import { freeSpot } from './free-spot'
import { layoutOf } from './layout'
import type { Viewport } from './layout'
import type { Folding } from './layout-folded'
import { NOT_MOVED } from './layout-moves'
import { LEAST_SCREEN_ZOOM } from './stage-metrics'

/** Where it is told what happens: in the picture's gutter, else above the picture or left of it. */
export type TellingSide = 'in' | 'above' | 'left'

export interface StageRoom {
  readonly side: TellingSide
  /** What is left for the picture. */
  readonly viewport: Viewport
}

/** A title and three lines of the width that they have at best. */
const TOLD_IN_GUTTER = { width: 312, height: 92 } as const
/** Title, sentence and a line of addresses; on a phone each of them may take two. */
const ABOVE = { heightPx: 68, narrowBelowPx: 600, narrowHeightPx: 116 } as const
const LEFT = { widthPx: 216, fromPx: 560 } as const

/**
 * Divides a stage between the picture and the words. They stand in the picture where it has its full size and room for them; else
 * beside it, on the side that lets the picture be larger.
 */
export function stageRoom(inventory: Inventory, area: Viewport, onFlow: ReadonlySet<number>, folding: Folding): StageRoom {
  const whole: Viewport = { ...area, leastZoom: LEAST_SCREEN_ZOOM }
  const zoomIn = (viewport: Viewport): number => layoutOf(inventory, viewport, onFlow, NOT_MOVED, folding).zoom
  const layout = layoutOf(inventory, whole, onFlow, NOT_MOVED, folding)
  if (layout.zoom >= 1 && freeSpot(layout, { x: 0, y: 0, width: layout.width, height: layout.height }, TOLD_IN_GUTTER)) return { side: 'in', viewport: whole }
  const above: StageRoom = { side: 'above', viewport: { ...whole, height: area.height - (area.width < ABOVE.narrowBelowPx ? ABOVE.narrowHeightPx : ABOVE.heightPx) } }
  const left: StageRoom = { side: 'left', viewport: { ...whole, width: area.width - LEFT.widthPx } }
  return area.width >= LEFT.fromPx && zoomIn(left.viewport) > zoomIn(above.viewport) ? left : above
}
