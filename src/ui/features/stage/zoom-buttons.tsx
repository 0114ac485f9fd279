import { Minus, Plus } from 'lucide-react'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { zoomBottom } from './view-tools-place'

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
