import { useEffect, useRef } from 'react'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { ShellScreen } from './shell-screen'

const CAPTURE_FILE = /^[\w.-]+\.p?cap(ng)?$/i

/** Puts files into the home directory of a namespace; their paths. */
async function readCaptures(netns: string, files: readonly File[]): Promise<readonly string[]> {
  const paths: string[] = []
  for (const file of files) {
    const path = `/root/${file.name}`
    await appStore.getState().putFile(netns, path, new Uint8Array(await file.arrayBuffer()))
    paths.push(path)
  }
  return paths
}

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
        type: (text) => typeLine(id, text),
        noteTyped: (text) => terminalFeed.push(id, { text, atEntry: 0, isTyped: true }, true),
        interrupt: () => interruptTerminal(id),
        complete: (text) => completeLine(id, text),
        close: () => closeTerminal(id),
      },
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
  }, [id, netns])

  // another language has another name for it, and leaves the line that is being typed
  useEffect(() => screen.current?.name(label), [label])
  useEffect(() => screen.current?.useTheme(), [theme])
  const timesAsked = useAppStore((state) => state.timesAsked)
  useEffect(() => screen.current?.focus(), [timesAsked])
  const dictated = useAppStore((state) => state.dictated)
  useEffect(() => {
    for (const one of appStore.getState().takeDictation(id)) {
      if ('line' in one) screen.current?.type(one.line)
      else screen.current?.take(one.key)
    }
  }, [dictated, id])

  return (
    <div
      className="min-h-0 flex-1 overflow-hidden bg-panel py-1 pl-4 font-mono"
      onDrop={(event) => {
        // a capture dropped on a terminal is read there; anything else is a lab, wherever it is dropped
        const captures = [...event.dataTransfer.files].filter(({ name }) => CAPTURE_FILE.test(name))
        if (captures.length === 0) return
        event.preventDefault()
        event.stopPropagation()
        readCaptures(netns, captures).then(
          (paths) => {
            for (const path of paths) screen.current?.type(`tcpdump -nnr ${path}`)
          },
          (error: unknown) => screen.current?.show({ text: `${error instanceof Error ? error.message : String(error)}\n`, atEntry: 0 }, false),
        )
      }}
      onKeyDown={(event) => {
        // keys are the shell's, but for the one that opens the palette
        if (!((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k')) event.stopPropagation()
      }}
    >
      <div ref={host} className="h-full" />
    </div>
  )
}
