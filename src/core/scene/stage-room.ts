import type { Inventory } from '../model/inventory'
import { freeSpot } from './free-spot'
import { layoutOf } from './layout'
import type { Layout, Viewport } from './layout'
import type { Folding } from './layout-folded'
import { NOT_MOVED } from './layout-moves'
import { LEAST_SCREEN_ZOOM } from './stage-metrics'

/** Where it is told what happens: in the picture's gutter, else above the picture or left of it. */
export type TellingSide = 'in' | 'above' | 'left'

export interface StageRoom {
  readonly side: TellingSide
  /** What is left for the picture. */
  readonly viewport: Viewport
  /** The picture in it, as long as nobody has moved anything. */
  readonly layout: Layout
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
  const roomOf = (side: TellingSide, lost: Partial<Record<'width' | 'height', number>>): StageRoom => {
    const viewport: Viewport = { width: area.width - (lost.width ?? 0), height: area.height - (lost.height ?? 0), leastZoom: LEAST_SCREEN_ZOOM }
    return { side, viewport, layout: layoutOf(inventory, viewport, onFlow, NOT_MOVED, folding) }
  }
  const whole = roomOf('in', {})
  const { width, height, zoom } = whole.layout
  if (zoom >= 1 && freeSpot(whole.layout, { x: 0, y: 0, width, height }, TOLD_IN_GUTTER)) return whole
  const above = roomOf('above', { height: area.width < ABOVE.narrowBelowPx ? ABOVE.narrowHeightPx : ABOVE.heightPx })
  if (area.width < LEFT.fromPx) return above
  const left = roomOf('left', { width: LEFT.widthPx })
  return left.layout.zoom > above.layout.zoom ? left : above
}
