import { Tabs } from 'radix-ui'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { INSPECTOR_TABS } from '../../store/panels-slice'
import type { InspectorTab } from '../../store/panels-slice'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { LinksPanel } from './links-panel'
import { NatPanel } from './nat-panel'
import { NeighboursPanel } from './neighbours-panel'
import { PacketPanel } from './packet-panel'
import { RoutesPanel } from './routes-panel'
import { WireguardPanel } from './wireguard-panel'

const PANELS: Readonly<Record<InspectorTab, ReactNode>> = {
  packet: <PacketPanel />,
  routes: <RoutesPanel />,
  neighbours: <NeighboursPanel />,
  nat: <NatPanel />,
  wireguard: <WireguardPanel />,
  links: <LinksPanel />,
}

export function Inspector() {
  const words = useWords()
  const tab = useAppStore((state) => state.inspectorTab)
  const showTab = useAppStore((state) => state.showInspectorTab)
  const rowInHand = useAppStore((state) => state.rowInHand)
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (rowInHand !== undefined) takeInHand(content.current, rowInHand)
  }, [tab, rowInHand])
  return (
    <Tabs.Root value={tab} onValueChange={(value) => showTab(INSPECTOR_TABS.find((candidate) => candidate === value) ?? 'packet')} className="flex h-full min-h-0 flex-col">
      <Tabs.List aria-label={words.page.inspector} className="flex h-9 shrink-0 border-b border-hairline px-1">
        {INSPECTOR_TABS.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="border-b-2 border-transparent px-3 max-phone:px-1.75 side:max-tree:px-1.75 text-secondary -outline-offset-2! hover:text-ink data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {words.page.tabs[name]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content ref={content} value={tab} className="min-h-0 flex-1 overflow-y-auto contain-content -outline-offset-2!">
        {PANELS[tab]}
      </Tabs.Content>
    </Tabs.Root>
  )
}

/** The row is scrolled to and has the focus, so that the stage rings what it speaks of; what is folded around it opens. */
function takeInHand(content: HTMLElement | null, factId: number): void {
  const row = content?.querySelector<HTMLElement>(`[data-fact="${factId}"]`)
  const fold = row?.closest('details')
  if (fold) fold.open = true
  row?.scrollIntoView({ block: 'center' })
  row?.focus({ preventScroll: true })
}
