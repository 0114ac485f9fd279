import { X } from 'lucide-react'
import { useId } from 'react'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { IconButton } from '../../components/icon-button'
import { MENU_SURFACE } from '../../components/menu-style'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { problemText } from './problem-text'
import { useKeptEvents } from './use-kept-events'

/** What narrows the event list: a filter in tcpdump's words, and whether ARP is listed. */
export function EventTools() {
  const words = useWords()
  const showArp = useAppStore((state) => state.showArp)
  const hidden = useAppStore((state) => state.allSteps.length - state.steps.length)
  const setShowArp = useAppStore((state) => state.setShowArp)
  return (
    <div className="flex min-w-0 items-center gap-4 text-caption text-tertiary">
      <FilterField />
      <label className="flex items-center gap-1.5 whitespace-nowrap text-secondary">
        <input type="checkbox" checked={showArp} onChange={(event) => setShowArp(event.target.checked)} className="accent-(--text-primary)" />
        {words.page.arpAnd}
        {hidden > 0 && words.page.hidden({ count: hidden })}
      </label>
    </div>
  )
}

function FilterField() {
  const words = useWords()
  const [note, help] = [useId(), useId()]
  const filter = useAppStore((state) => state.eventFilter)
  const setFilter = useAppStore((state) => state.setEventFilter)
  const count = useAppStore((state) => state.steps.length)
  const { positions, problem } = useKeptEvents()
  const pod = useAppStore((state) => state.labInventory?.namespaces.find(({ kind, address }) => kind === 'pod' && address !== undefined)?.address)
  const address = pod === undefined ? 'ADDRESS' : formatIpv4(pod)
  const said = problem ? problemText(problem, words) : filter.trim() === '' ? '' : words.page.filterCount({ shown: positions.length, count })
  const isHelped = problem !== undefined || filter.trim() === ''
  return (
    <span className="group/filter relative flex min-w-0 items-center gap-2">
      <span id={note} role="status" title={problem && said} className={`max-w-56 truncate ${problem ? 'font-medium text-drop' : ''}`}>
        {said}
      </span>
      <input
        id="event-filter"
        type="text"
        spellCheck={false}
        autoComplete="off"
        aria-label={words.page.filter}
        aria-describedby={isHelped ? `${note} ${help}` : note}
        aria-invalid={problem !== undefined}
        placeholder={words.page.filterHere({ address })}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setFilter('')
        }}
        className="h-6 w-64 min-w-24 shrink rounded-[4px] border border-control bg-panel px-2 font-mono text-caption placeholder:text-tertiary aria-invalid:border-drop"
      />
      {filter !== '' && (
        <IconButton label={words.page.filterClear} onClick={() => setFilter('')}>
          <X aria-hidden="true" size={12} />
        </IconButton>
      )}
      {isHelped && (
        <span className={`absolute top-full right-0 mt-0.5 hidden w-max max-w-[min(740px,60vw)] px-2 py-1 whitespace-normal text-secondary group-focus-within/filter:block ${MENU_SURFACE}`}>
          {problem && <span className="mb-1 block font-medium text-drop">{said}</span>}
          <span id={help}>{words.page.filterHelp}</span>
        </span>
      )}
    </span>
  )
}
