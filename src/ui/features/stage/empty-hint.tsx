import type { Layout } from '../../../core/scene/layout'
import { appStore, useAppStore } from '../../store/app-store'
import { suggestedFlow } from './pick'

const INSET = 24

/** What to do first, and one button that does it. */
export function EmptyHint(props: { readonly layout: Layout }) {
  const inventory = useAppStore((state) => state.inventory)
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const running = useAppStore((state) => state.running)
  const flow = inventory && suggestedFlow(inventory)
  const nameOf = (netns: number) => inventory?.namespaces[netns]?.name ?? ''
  const { gutter } = props.layout
  return (
    <div className="pointer-events-auto absolute flex w-[300px] flex-col items-start gap-2" style={{ left: INSET, top: gutter.top + INSET }}>
      <p className="text-title font-semibold text-ink">{pendingFrom === undefined ? 'Click a pod, then another' : `${nameOf(pendingFrom)} pings … click the other end`}</p>
      {flow && (
        <button
          type="button"
          disabled={running}
          onClick={() => void appStore.getState().startPing(flow[0], flow[1])}
          className="h-7 rounded-[4px] border border-control bg-panel px-3 font-medium text-ink hover:bg-hover"
        >
          Ping {nameOf(flow[0])} → {nameOf(flow[1])}
        </button>
      )}
    </div>
  )
}
