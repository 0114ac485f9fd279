import type { RefObject } from 'react'
import { Splitter } from '../components/splitter'
import { useAppStore } from '../store/app-store'
import { useWords } from '../store/use-words'

/** What a stage needs at the least, with the bars above and below it. */
const LEAST_STAGE_HEIGHT_PX = 48 + 72 + 180
const LEAST_STAGE_WIDTH_PX = 420
const TREE = { fromWidthPx: 1200, widthPx: 184 } as const
const LEAST_PX = { bottom: 64, inspector: 280 } as const

/** The edge between the stage and what stands below it: lines and sentences have each their own height. */
export function BottomEdge({ panel }: { readonly panel: RefObject<HTMLElement | null> }) {
  const label = useWords().stage.bottomEdge
  const sized = useAppStore((state) => (state.bottomTab === 'events' ? 'events' : 'reading'))
  const sizePanel = useAppStore((state) => state.sizePanel)
  return <Splitter label={label} panel={panel} edge="top" least={LEAST_PX.bottom} most={() => Math.max(LEAST_PX.bottom, window.innerHeight - LEAST_STAGE_HEIGHT_PX)} onSize={(px) => sizePanel(sized, px)} />
}

export function SideEdge({ panel }: { readonly panel: RefObject<HTMLElement | null> }) {
  const label = useWords().stage.sideEdge
  const sizePanel = useAppStore((state) => state.sizePanel)
  return <Splitter label={label} panel={panel} edge="left" least={LEAST_PX.inspector} most={() => Math.max(LEAST_PX.inspector, window.innerWidth - LEAST_STAGE_WIDTH_PX - (window.innerWidth < TREE.fromWidthPx ? 0 : TREE.widthPx))} onSize={(px) => sizePanel('inspector', px)} />
}
