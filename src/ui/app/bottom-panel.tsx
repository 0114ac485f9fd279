import { Tabs } from 'radix-ui'
import { lazyPart } from '../components/lazy-part'
import { EventList } from '../features/events/event-list'
import { EventTools } from '../features/events/event-tools'
import { KeysForShell } from '../features/terminal/keys-for-shell'
import { useAppStore } from '../store/app-store'
import { BOTTOM_TABS } from '../store/front-slice'

const ExplainPanel = lazyPart(async () => (await import('../features/explain-panel/explain-panel')).ExplainPanel)

const CapturesPanel = lazyPart(async () => (await import('../features/captures/captures-panel')).CapturesPanel)
const CaptureTools = lazyPart(async () => (await import('../features/captures/capture-tools')).CaptureTools)

/** What is typed and printed may be Korean in every language of the page. */
const TerminalPanel = lazyPart(async () => {
  void import('./korean-faces.css')
  return (await import('../features/terminal/terminal-panel')).TerminalPanel
})

const TAB = 'flex items-center border-b-2 border-transparent px-4 font-medium text-secondary hover:text-ink data-[state=active]:border-ink data-[state=active]:text-ink -outline-offset-2!'

/** The flow below the stage: line by line as tcpdump has it, or in words. */
export function BottomPanel() {
  const tab = useAppStore((state) => state.bottomTab)
  const showBottomTab = useAppStore((state) => state.showBottomTab)
  const names = useAppStore((state) => state.words.bottom)
  const isBare = useAppStore((state) => state.steps.length === 0 && (tab !== 'terminal' || state.terminals.length === 0))
  return (
    <Tabs.Root value={tab} onValueChange={(value) => showBottomTab(BOTTOM_TABS.find((name) => name === value) ?? 'events')} asChild>
      <section aria-label={names.name} className="flex h-full flex-col border-t border-hairline bg-panel side:max-tree:data-[tab=events]:flex-row-reverse" data-tab={tab} data-bare={isBare || undefined}>
        <header className="flex h-8 shrink-0 items-stretch justify-between border-hairline pr-4 max-side:border-b tree:border-b side:max-tree:h-[31px] side:max-tree:pr-0">
          <Tabs.List aria-label={names.name} className="flex">
            {BOTTOM_TABS.map((name) => (
              <Tabs.Trigger key={name} value={name} className={TAB}>
                {names[name]}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          {tab === 'events' && (
            <div className="hidden min-w-0 tree:flex">
              <EventTools />
            </div>
          )}
          {tab === 'captures' && (
            <div className="hidden tree:flex">
              <CaptureTools wanted>{null}</CaptureTools>
            </div>
          )}
        </header>
        <Tabs.Content value="events" className="flex min-h-0 min-w-0 flex-1 flex-col" tabIndex={-1}>
          <EventList />
        </Tabs.Content>
        <Tabs.Content value="captures" className="flex min-h-0 min-w-0 flex-1 flex-col" tabIndex={-1}>
          <div className="flex min-h-8 shrink-0 items-center overflow-x-auto border-b border-hairline px-2 tree:hidden">
            <CaptureTools wanted>{null}</CaptureTools>
          </div>
          <CapturesPanel wanted>{null}</CapturesPanel>
        </Tabs.Content>
        <Tabs.Content value="terminal" className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
          <TerminalPanel wanted>
            <KeysForShell />
          </TerminalPanel>
        </Tabs.Content>
        <Tabs.Content value="explain" className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
          <ExplainPanel wanted>{null}</ExplainPanel>
        </Tabs.Content>
      </section>
    </Tabs.Root>
  )
}
