import type { InventoryLink } from '../model/inventory'
import { STAGE } from './stage-metrics'

/** Which nodes a person has opened or folded, by namespace; all others are drawn as there is room. */
export interface Folding {
  readonly open: ReadonlySet<number>
  readonly closed: ReadonlySet<number>
}

export const NOTHING_FOLDED: Folding = { open: new Set(), closed: new Set() }

/** A node that is no more than a line. */
export interface BarPlan {
  readonly netns: number
  readonly pods: number
  readonly nics: readonly InventoryLink[]
}

/** A grid of nodes that are no more than a cell each, under a box with their number. */
export interface GridPlan {
  /** In lab order; where not even cells have room, the first of them. */
  readonly nodes: readonly number[]
  readonly columns: number
  readonly pitch: number
}

/** The nodes of a subnet that have no boxes: as lines in columns, or as a grid where those would not fit. */
export interface FoldedPlan {
  readonly bars: readonly (readonly BarPlan[])[]
  readonly grid?: GridPlan
  /** How many nodes the grid's box counts. */
  readonly foldedNodes: number
  readonly foldedWidth: number
  readonly foldedHeight: number
}

/** From corner to corner of two cells; the largest at which all nodes have one is taken. */
const GRID_PITCHES = [10, 9, 8, 7, 6] as const
const SMALLEST_PITCH = 5
/** Columns to a row of a grid that has room. */
const GRID_SHAPE = 4
const BAR_PITCH = STAGE.barHeight + STAGE.barGap

/**
 * Bars as high as the boxes beside them; where there are none, as flat as the width allows, up to `roomHeight`. `room` is the
 * width beside the boxes.
 */
export function foldedPlan(folded: readonly BarPlan[], room: number, boxHeight: number | undefined, roomHeight: number, gap: number): FoldedPlan {
  if (folded.length === 0) return { bars: [], foldedNodes: 0, foldedWidth: 0, foldedHeight: 0 }
  const most = Math.max(1, Math.floor((room + gap) / (STAGE.barWidth + gap)))
  const height = boxHeight ?? Math.max(roomHeight, STAGE.barHeight)
  const highest = Math.max(1, Math.floor((height + STAGE.barGap) / BAR_PITCH))
  if (folded.length > most * highest) return gridPlan(folded, room, height)
  const perColumn = boxHeight === undefined ? Math.ceil(folded.length / most) : highest
  const columns = Math.ceil(folded.length / perColumn)
  const bars = Array.from({ length: columns }, (_, k) => folded.slice(k * perColumn, (k + 1) * perColumn))
  return { bars, foldedNodes: 0, foldedWidth: columns * STAGE.barWidth + (columns - 1) * gap, foldedHeight: Math.min(perColumn, folded.length) * BAR_PITCH - STAGE.barGap }
}

function gridPlan(folded: readonly BarPlan[], room: number, height: number): FoldedPlan {
  const width = Math.max(room, STAGE.barWidth)
  const cellsHeight = Math.max(height - BAR_PITCH, GRID_PITCHES[0])
  const columnsAt = (pitch: number): number => Math.floor((width + STAGE.cellGap) / pitch)
  const capacity = (pitch: number): number => columnsAt(pitch) * Math.floor((cellsHeight + STAGE.cellGap) / pitch)
  const pitch = GRID_PITCHES.find((candidate) => capacity(candidate) >= folded.length) ?? SMALLEST_PITCH
  const nodes = folded.slice(0, capacity(pitch)).map(({ netns }) => netns)
  const mostRows = Math.floor((cellsHeight + STAGE.cellGap) / pitch)
  const columns = Math.min(columnsAt(pitch), Math.max(Math.ceil(nodes.length / mostRows), Math.ceil(Math.sqrt(nodes.length * GRID_SHAPE))))
  const rows = Math.ceil(nodes.length / columns)
  return {
    bars: [],
    grid: { nodes, columns, pitch },
    foldedNodes: folded.length,
    foldedWidth: Math.max(columns * pitch - STAGE.cellGap, STAGE.barWidth),
    foldedHeight: BAR_PITCH + rows * pitch - STAGE.cellGap,
  }
}
