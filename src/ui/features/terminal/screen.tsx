import { useEffect, useRef } from 'react'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { ShellScreen } from './shell-screen'

/** One terminal. Its text comes from the store's feed, in step with the stage; React draws nothing of it. */
export function Screen({ id, netns }: { readonly id: number; readonly netns: string }) {
  const words = useWords().page
  const host = useRef<HTMLDivElement>(null)
  const screen = useRef<ShellScreen>(undefined)
  const theme = useAppStore((state) => state.theme)
  const label = words.terminalOn({ name: netns })

  useEffect(() => {
    if (!host.current) return undefined
    const { typeLine, interruptTerminal, completeLine, closeTerminal, terminalFeed } = appStore.getState()
    const created = new ShellScreen(
      host.current,
      {
        netns,
        type: (text) => typeLine(id, text),
        noteTyped: (text) => terminalFeed.push(id, { text, atEntry: 0, isTyped: true }, true),
        interrupt: () => interruptTerminal(id),
        complete: (text) => completeLine(id, text),
        close: () => closeTerminal(id),
      },
      label,
    )
    screen.current = created
    const stopListening = terminalFeed.listen(id, (item, isShownAgain) => created.show(item, isShownAgain))
    const observer = new ResizeObserver(() => created.fit())
    observer.observe(host.current)
    created.focus()
    return () => {
      observer.disconnect()
      stopListening()
      created.dispose()
      screen.current = undefined
    }
  }, [id, netns, label])

  useEffect(() => screen.current?.useTheme(), [theme])

  return (
    <div
      className="min-h-0 flex-1 overflow-hidden bg-panel py-1 pl-4 font-mono"
      onKeyDown={(event) => {
        // keys are the shell's, but for the one that opens the palette
        if (!((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k')) event.stopPropagation()
      }}
    >
      <div ref={host} className="h-full" />
    </div>
  )
}
