import { useMemo } from 'react'
import { freeSpot } from '../../../core/scene/free-spot'
import { bottomOf } from '../../../core/scene/geometry'
import type { Rect } from '../../../core/scene/geometry'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { FONT, textWidth } from '../../../core/scene/text-metrics'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { suggestedFlow } from '../../commands/pick'

const LINE_PX = 20
const BUTTON_PX = 28
const GAP_PX = 8
/** Padding and edges of the frame, on both sides. */
const FRAME_PX = 18
/** Padding and edges of the button, on both sides. */
const BUTTON_AROUND_PX = 26

/** What to do next; before the first flow with one button that does it. It stands where the picture is empty, else in a frame before lines, else before the picture's foot. */
export function PickHint({ layout, viewport, isFirst }: { readonly layout: Layout; readonly viewport: Viewport; readonly isFirst: boolean }) {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const running = useAppStore((state) => state.running)
  const flow = isFirst && inventory ? suggestedFlow(inventory) : undefined
  const nameOf = (netns: number) => inventory?.namespaces[netns]?.name ?? ''
  const title = pendingFrom === undefined ? words.page.clickFirst : words.page.clickOther({ name: nameOf(pendingFrom) })
  const action = flow && words.page.pingTo({ from: nameOf(flow[0]), to: nameOf(flow[1]) })
  const width = Math.ceil(Math.max(textWidth(title, FONT.title), action === undefined ? 0 : textWidth(action, FONT.strong) + BUTTON_AROUND_PX))
  const height = LINE_PX + (action === undefined ? 0 : GAP_PX + BUTTON_PX)
  const view = useMemo(() => viewAtFirst(layout, viewport), [layout, viewport])
  const spot = useMemo(() => freeSpot(layout, view, { width, height }), [layout, view, width, height])
  const framed = useMemo(() => freeSpot(layout, view, { width: width + FRAME_PX, height: height + FRAME_PX }, true), [layout, view, width, height])
  const { x, y } = spot ?? framed ?? { x: view.x + layout.margin, y: bottomOf(view) - layout.margin - height - FRAME_PX }
  return (
    <div className={`pointer-events-auto absolute flex group-data-small/layer:hidden flex-col items-start gap-2 ${spot ? '' : 'rounded-[6px] border border-control bg-panel p-2 shadow-(--shadow-menu)'}`} style={{ left: x, top: y }}>
      <p className="text-title font-semibold whitespace-nowrap text-ink">{title}</p>
      {flow && (
        <button
          type="button"
          disabled={running}
          onClick={() => void appStore.getState().startPing(flow[0], flow[1])}
          className="h-7 rounded-[4px] border border-control bg-panel px-3 font-medium whitespace-nowrap text-ink hover:bg-hover"
        >
          {action}
        </button>
      )}
    </div>
  )
}

/** What is in sight of a picture that nobody has moved: its middle. */
function viewAtFirst({ width, height, zoom }: Layout, viewport: Viewport): Rect {
  const shown = { width: viewport.width / zoom, height: viewport.height / zoom }
  return { x: (width - shown.width) / 2, y: (height - shown.height) / 2, ...shown }
}
