import { useMemo } from 'react'
import { freeSpot } from '../../../core/scene/free-spot'
import { bottomOf } from '../../../core/scene/geometry'
import type { Rect } from '../../../core/scene/geometry'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { FONT, textWidth } from '../../../core/scene/text-metrics'
import { PickHint, usePickHint } from './pick-hint'

const LINE_PX = 20
const BUTTON_PX = 28
const GAP_PX = 8
/** Padding and edges of the frame, on both sides. */
const FRAME_PX = 18
/** Padding and edges of the button, on both sides. */
const BUTTON_AROUND_PX = 26

/** The hint where the picture is empty, else in a frame before lines, else before the picture's foot. */
export function PlacedHint({ layout, viewport, isFirst }: { readonly layout: Layout; readonly viewport: Viewport; readonly isFirst: boolean }) {
  const { title, action } = usePickHint(isFirst)
  const width = Math.ceil(Math.max(textWidth(title, FONT.title), action === undefined ? 0 : textWidth(action, FONT.strong) + BUTTON_AROUND_PX))
  const height = LINE_PX + (action === undefined ? 0 : GAP_PX + BUTTON_PX)
  const view = useMemo(() => viewAtFirst(layout, viewport), [layout, viewport])
  const spot = useMemo(() => freeSpot(layout, view, { width, height }), [layout, view, width, height])
  const framed = useMemo(() => freeSpot(layout, view, { width: width + FRAME_PX, height: height + FRAME_PX }, true), [layout, view, width, height])
  const { x, y } = spot ?? framed ?? { x: view.x + layout.margin, y: bottomOf(view) - layout.margin - height - FRAME_PX }
  return (
    <div className={`pointer-events-auto absolute group-data-small/layer:hidden ${spot ? '' : 'rounded-[6px] border border-control bg-panel p-2 shadow-(--shadow-menu)'}`} style={{ left: x, top: y, width: spot ? width : width + FRAME_PX }}>
      <PickHint isFirst={isFirst} />
    </div>
  )
}

/** What is in sight of a picture that nobody has moved: its middle. */
function viewAtFirst({ width, height, zoom }: Layout, viewport: Viewport): Rect {
  const shown = { width: viewport.width / zoom, height: viewport.height / zoom }
  return { x: (width - shown.width) / 2, y: (height - shown.height) / 2, ...shown }
}
