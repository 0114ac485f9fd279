import { ChevronDown, ChevronRight } from 'lucide-react'
import { rightOf } from '../../../core/scene/geometry'
import type { PlacedNode } from '../../../core/scene/layout'
import { FOLD_BUTTON } from '../../../core/scene/stage-metrics'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { otherFold } from './fold-node'

/** At the end of each node's head: shows it as a line, or whole. Keys do it from the node itself. */
export function FoldButtons({ nodes }: { readonly nodes: readonly PlacedNode[] }) {
  const words = useWords().page
  const inventory = useAppStore((state) => state.inventory)
  const foldHost = useAppStore((state) => state.foldHost)
  return nodes.map((node) => {
    const fold = otherFold(node)
    const name = inventory?.namespaces[node.netns]?.name ?? ''
    const Mark = fold === 'open' ? ChevronRight : ChevronDown
    return (
      <button
        key={node.netns}
        type="button"
        tabIndex={-1}
        aria-label={fold === 'open' ? words.unfold({ name }) : words.fold({ name })}
        title={fold === 'open' ? words.unfold({ name }) : words.fold({ name })}
        onClick={() => foldHost(name, fold)}
        className="pointer-events-auto absolute flex items-center justify-center rounded-[4px] text-tertiary group-data-small/layer:hidden hover:bg-hover hover:text-ink"
        style={{ left: rightOf(node.head) - FOLD_BUTTON.width, top: node.head.y, width: FOLD_BUTTON.width, height: node.head.height }}
      >
        <Mark aria-hidden="true" size={12} />
      </button>
    )
  })
}
