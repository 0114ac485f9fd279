import { Minus, Plus } from 'lucide-react'
import { isClear } from '../../../core/scene/free-spot'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { fitsIn } from './use-view-orders'


export function ZoomButtons({ layout, viewport }: { readonly layout: Layout; readonly viewport: Viewport }) {
  const words = useWords()
  const orderView = useAppStore((state) => state.orderView)
  return (
    <div role="group" aria-label={words.page.zoom} style={{ bottom: zoomBottom(layout, viewport) }} className="absolute right-3 flex divide-x divide-hairline overflow-hidden rounded-[4px] border border-hairline bg-panel">
      <IconButton label={words.page.zoomOut} onClick={() => orderView('further')}>
        <Minus aria-hidden="true" size={16} />
      </IconButton>
      <IconButton label={words.page.zoomIn} onClick={() => orderView('closer')}>
        <Plus aria-hidden="true" size={16} />
      </IconButton>
      <button type="button" onClick={() => orderView('fit')} className="h-7 px-3 font-medium text-ink hover:bg-hover">
        {words.page.fit}
      </button>
    </div>
  )
}

const ZOOM_BOX = { width: 108, height: 28, inset: 12 } as const

/** How far from the stage's foot the zoom buttons stand: where they hide nothing of the picture as it is fitted, else in the corner. */
function zoomBottom(layout: Layout, viewport: Viewport): number {
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
