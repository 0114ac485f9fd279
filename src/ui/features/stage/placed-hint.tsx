import { useMemo } from 'react'
import { freeSpot } from '../../../core/scene/free-spot'
import { bottomOf } from '../../../core/scene/geometry'
import type { Point, Rect } from '../../../core/scene/geometry'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { FONT, textWidth } from '../../../core/scene/text-metrics'
import type { Font } from '../../../core/scene/text-metrics'
import { PickHint, usePickHint } from './pick-hint'
import { besideZoomButtons } from './view-tools-place'

const LINE_PX = 20
const BUTTON_PX = 28
const BUTTON_LINE_PX = 16
/** Letters may be so much wider on the screen than their measure. */
const HINTED = 1.07
const GAP_PX = 8
/** Padding and edges of the frame, on both sides. */
const FRAME_PX = 18
/** Padding and edges of the button, on both sides. */
const BUTTON_AROUND_PX = 26

/** The hint where the picture is empty, else in a frame before lines, else before the picture's foot. */
export function PlacedHint({ layout, viewport, isFirst }: { readonly layout: Layout; readonly viewport: Viewport; readonly isFirst: boolean }) {
  const { title, action } = usePickHint(isFirst)
  const shapes = useMemo(() => shapesOf(title, action), [title, action])
  const view = useMemo(() => viewAtFirst(layout, viewport), [layout, viewport])
  const free = useMemo(() => besideZoomButtons(view, layout.zoom), [view, layout])
  const found = useMemo(() => placed(shapes, (size) => freeSpot(layout, free, size)), [layout, free, shapes])
  const framed = useMemo(() => placed(shapes, ({ width, height }) => freeSpot(layout, free, { width: width + FRAME_PX, height: height + FRAME_PX }, true)), [layout, free, shapes])
  const { size: { width, height }, spot } = found ?? framed ?? { size: shapes[0], spot: undefined }
  const { x, y } = spot ?? { x: view.x + layout.margin, y: bottomOf(view) - layout.margin - height - FRAME_PX }
  return (
    <div className={`pointer-events-auto absolute group-data-small/layer:hidden ${found ? '' : 'rounded-[6px] border border-control bg-panel p-2 shadow-(--shadow-menu)'}`} style={{ left: x, top: y, width: found ? width : width + FRAME_PX }}>
      <PickHint isFirst={isFirst} />
    </div>
  )
}

interface Size {
  readonly width: number
  readonly height: number
}

/** With the button's words in one line, and in two. */
function shapesOf(title: string, action: string | undefined): readonly [Size, ...Size[]] {
  const widthOf = (text: string, font: Font): number => Math.ceil(textWidth(text, font) * HINTED)
  const titleWidth = widthOf(title, FONT.title)
  if (action === undefined) return [{ width: titleWidth, height: LINE_PX }]
  const shapeOf = (lines: readonly string[]): Size => ({
    width: Math.max(titleWidth, ...lines.map((line) => widthOf(line, FONT.strong) + BUTTON_AROUND_PX)),
    height: LINE_PX + GAP_PX + BUTTON_PX + (lines.length - 1) * BUTTON_LINE_PX,
  })
  const words = action.split(' ')
  const halves = words.slice(1).map((_, k) => shapeOf([words.slice(0, k + 1).join(' '), words.slice(k + 1).join(' ')]))
  return [shapeOf([action]), ...halves.toSorted((a, b) => a.width - b.width).slice(0, 1)]
}

function placed(shapes: readonly Size[], spotOf: (size: Size) => Point | undefined): { readonly size: Size; readonly spot: Point } | undefined {
  for (const size of shapes) {
    const spot = spotOf(size)
    if (spot !== undefined) return { size, spot }
  }
  return undefined
}

/** What is in sight of a picture that nobody has moved: its middle. */
function viewAtFirst({ width, height, zoom }: Layout, viewport: Viewport): Rect {
  const shown = { width: viewport.width / zoom, height: viewport.height / zoom }
  return { x: (width - shown.width) / 2, y: (height - shown.height) / 2, ...shown }
}
