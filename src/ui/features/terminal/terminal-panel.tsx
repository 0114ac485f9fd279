import '@xterm/xterm/css/xterm.css'
import { useState } from 'react'
import { CrossMark } from '../../components/icons'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { FileNotice } from './file-notice'
import { NoShellYet } from './no-shell-yet'
import { Screen } from './screen'

const MOST_NAMES = 300

/** Shells in the lab's namespaces, several at once. */
export function TerminalPanel() {
  const terminals = useAppStore((state) => state.terminals)
  const active = useAppStore((state) => state.activeTerminal)
  const front = terminals.find(({ id }) => id === active)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-1 border-b border-hairline px-2">
        {terminals.map(({ id, netns, inside }) => (
          <TerminalTab key={id} id={id} netns={netns} inside={inside} isFront={id === active} />
        ))}
        <OpenTerminal />
        <FileNotice />
      </div>
      <OutputWaits />
      {front ? <Screen key={front.id} id={front.id} netns={front.netns} /> : <NoShellYet />}
    </div>
  )
}

/** The playhead stands where the packet that is printed has not come yet. */
function OutputWaits() {
  const words = useWords().page
  const waits = useAppStore((state) => state.motion === 'still' && state.terminalFeed.isHolding)
  const goToEnd = useAppStore((state) => state.scrub)
  if (!waits) return null
  return (
    <p className="flex shrink-0 items-center gap-3 border-b border-hairline px-4 py-1 text-secondary">
      {words.outputWaits}
      <button type="button" className="underline" onClick={() => goToEnd(Infinity)}>
        {words.showNow}
      </button>
    </p>
  )
}

function TerminalTab({ id, netns, inside, isFront }: { readonly id: number; readonly netns: string; readonly inside: string | undefined; readonly isFront: boolean }) {
  const words = useWords().page
  const show = useAppStore((state) => state.showTerminal)
  const close = useAppStore((state) => state.closeTerminal)
  const isBusy = useAppStore((state) => state.liveLines.some(({ terminal }) => terminal === id))
  return (
    <span className={`flex h-6 items-center rounded-[4px] ${isFront ? 'bg-selected font-medium' : 'text-secondary'}`}>
      <button type="button" aria-pressed={isFront} onClick={() => show(id)} className="h-6 rounded-[4px] pr-1 pl-2 font-mono">
        {inside === undefined ? netns : `${netns} › ${inside}`}
        {isBusy && <span aria-hidden="true"> •</span>}
      </button>
      <button type="button" aria-label={words.closeTerminal({ name: netns })} onClick={() => close(id)} className="flex size-6 items-center justify-center rounded-[4px] hover:bg-hover">
        <CrossMark size={8} />
      </button>
    </span>
  )
}

/** A field with the names of the lab: the one that is chosen opens a shell there. */
function OpenTerminal() {
  const words = useWords().page
  const namespaces = useAppStore((state) => state.labInventory?.namespaces)
  const openTerminal = useAppStore((state) => state.openTerminal)
  const [typed, setTyped] = useState('')
  const [unknown, setUnknown] = useState('')
  const openNamed = (name: string): boolean => {
    const known = namespaces?.some((namespace) => namespace.name === name) === true
    if (known) openTerminal(name, true)
    return known
  }
  return (
    <form
      className="flex"
      onSubmit={(event) => {
        event.preventDefault()
        if (openNamed(typed)) setTyped('')
        else setUnknown(typed)
      }}
    >
      <input
        aria-label={words.openTerminal}
        placeholder={words.openTerminal}
        list="terminal-places"
        value={typed}
        onChange={(event) => {
          setUnknown('')
          setTyped(openNamed(event.target.value) && !hasLonger(namespaces, event.target.value) ? '' : event.target.value)
        }}
        className="h-6 w-44 rounded-[4px] border border-control bg-panel px-2"
      />
      <datalist id="terminal-places">
        {namespaces?.slice(0, MOST_NAMES).map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {unknown !== '' && (
        <p role="alert" className="px-2 leading-6 text-drop">
          {words.notFound({ name: unknown })}
        </p>
      )}
    </form>
  )
}

function hasLonger(namespaces: readonly { readonly name: string }[] | undefined, name: string): boolean {
  return namespaces?.some((other) => other.name !== name && other.name.startsWith(name)) === true
}
