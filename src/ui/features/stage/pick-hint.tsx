import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { suggestedFlow } from '../../commands/pick'

const INSET = 24

/** What to do next; before the first flow with one button that does it. */
export function PickHint(props: { readonly top: number; readonly isFirst: boolean }) {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const running = useAppStore((state) => state.running)
  const flow = props.isFirst && inventory ? suggestedFlow(inventory) : undefined
  const nameOf = (netns: number) => inventory?.namespaces[netns]?.name ?? ''
  return (
    <div className="pointer-events-auto absolute flex w-[300px] flex-col items-start gap-2" style={{ left: INSET, top: props.top }}>
      <p className="text-title font-semibold text-ink">{pendingFrom === undefined ? words.page.clickFirst : words.page.clickOther({ name: nameOf(pendingFrom) })}</p>
      {flow && (
        <button
          type="button"
          disabled={running}
          onClick={() => void appStore.getState().startPing(flow[0], flow[1])}
          className="h-7 rounded-[4px] border border-control bg-panel px-3 font-medium text-ink hover:bg-hover"
        >
          {words.page.pingTo({ from: nameOf(flow[0]), to: nameOf(flow[1]) })}
        </button>
      )}
    </div>
  )
}
