import { Fragment } from 'react'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { suggestedFlow } from '../../../core/scene/suggested-flow'

/** What the hint says; `action` is what its button says, and `flow` whom it pings. */
export function usePickHint(isFirst: boolean) {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const flow = isFirst && inventory ? suggestedFlow(inventory) : undefined
  const nameOf = (netns: number) => inventory?.namespaces[netns]?.name ?? ''
  const hasPods = inventory?.namespaces.some(({ kind }) => kind === 'pod') ?? true
  const title = pendingFrom === undefined ? (hasPods ? words.page.clickFirst : words.page.noPods) : words.page.clickOther({ name: nameOf(pendingFrom) })
  const action = flow && words.page.pingTo({ from: nameOf(flow[0]), to: nameOf(flow[1]) })
  return { title, flow, action }
}

/** What to do next; before the first flow with one button that does it. */
export function PickHint({ isFirst }: { readonly isFirst: boolean }) {
  const running = useAppStore((state) => state.running)
  const { title, flow, action } = usePickHint(isFirst)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <p className="max-w-full text-title font-semibold break-words text-ink">{title}</p>
      {flow && (
        <button
          type="button"
          disabled={running}
          onClick={(event) => {
            // the hint goes with the first flow: who pressed it by key goes on from the stage
            if (event.detail === 0) event.currentTarget.closest('section')?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus()
            void appStore.getState().startPing(flow[0], flow[1])
          }}
          className="min-h-7 max-w-full rounded-[4px] border border-control bg-panel px-3 py-1 text-left font-medium break-words text-ink hover:bg-hover"
        >
          {action?.split(' ').map((word, k) => (
            <Fragment key={k}>
              {k > 0 && ' '}
              <span className="inline-block max-w-full">{word}</span>
            </Fragment>
          ))}
        </button>
      )}
    </div>
  )
}
