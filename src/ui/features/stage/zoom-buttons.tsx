import { Minus, Plus } from 'lucide-react'
import type { Layout } from '../../../core/scene/layout'
import type { StagePainter } from '../../canvas/stage-painter'
import { IconButton } from '../../components/icon-button'
import { useWords } from '../../store/use-words'

const STEP = 1.25

export function ZoomButtons(props: { readonly painter: StagePainter; readonly layout: Layout }) {
  const words = useWords()
  const { painter, layout } = props
  return (
    <div role="group" aria-label={words.page.zoom} className="absolute right-3 bottom-3 flex divide-x divide-hairline overflow-hidden rounded-[4px] border border-hairline bg-panel">
      <IconButton label={words.page.zoomOut} onClick={() => painter.zoomBy(1 / STEP)}>
        <Minus aria-hidden="true" size={16} />
      </IconButton>
      <IconButton label={words.page.zoomIn} onClick={() => painter.zoomBy(STEP)}>
        <Plus aria-hidden="true" size={16} />
      </IconButton>
      <button type="button" onClick={() => painter.fit(layout)} className="h-7 px-3 font-medium text-ink hover:bg-hover">
        {words.page.fit}
      </button>
    </div>
  )
}
