import { X } from 'lucide-react'
import { useId } from 'react'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import type { Words } from '../../../core/words/en'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import type { FilterProblem } from './event-filter'
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
  const note = useId()
  const filter = useAppStore((state) => state.eventFilter)
  const setFilter = useAppStore((state) => state.setEventFilter)
  const count = useAppStore((state) => state.steps.length)
  const { positions, problem } = useKeptEvents()
  const pod = useAppStore((state) => state.labInventory?.namespaces.find(({ kind, address }) => kind === 'pod' && address !== undefined)?.address)
  const address = pod === undefined ? 'ADDRESS' : formatIpv4(pod)
  const said = problem ? problemText(problem, words) : filter.trim() === '' ? '' : words.page.filterCount({ shown: positions.length, count })
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span id={note} role="status" className={`truncate ${problem ? 'font-medium text-drop' : ''}`}>
        {said}
      </span>
      <input
        id="event-filter"
        type="text"
        spellCheck={false}
        autoComplete="off"
        aria-label={words.page.filter}
        aria-describedby={note}
        aria-invalid={problem !== undefined}
        placeholder={words.page.filterHere({ address })}
        title={words.page.filterHelp}
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
    </span>
  )
}

function problemText(problem: FilterProblem, { page }: Words): string {
  switch (problem.kind) {
    case 'unknown':
      return page.filterUnknown({ word: problem.word })
    case 'value-missing':
      return page.filterValue({ key: problem.key })
    case 'unfinished':
      return page.filterUnfinished
  }
}
