import { useMemo } from 'react'
import { withoutSpaces } from '../../../core/explain/used-lines'
import type { Answer } from '../../../worker/protocol'
import { Section } from '../../components/section'
import { useWords } from '../../store/use-words'
import { changedLines, newLines } from './new-lines'

/** The lines of `ip -s link` that are no table: `2: eth0@if2: …`, `    link/ether …`. */
const NAMES = /^\d|^ +link\//

/** A line goes on below itself, further in, so that it is seen where the next one begins. */
const WRAPPED = 'pl-5 -indent-4 wrap-anywhere whitespace-pre-wrap'

interface CommandOutputProps {
  readonly title: string
  readonly answer: Answer | undefined
  /** The same when the flow began: what was not there then is marked. */
  readonly before?: Answer | undefined
  /** Lines that the packet of the step in sight went by, with one space between words (`withoutSpaces`). */
  readonly lit?: ReadonlySet<string> | undefined
  /** It prints the same lines each time, with figures that count on; what names them is folded, so that the figures are in sight. */
  readonly isCounters?: boolean
  /** What is to be known before it is read: of which moment it is. */
  readonly note?: string | undefined
  /** Said where the command prints nothing. */
  readonly nothing: string
}

/** What a command prints, as it prints it. */
export function CommandOutput({ title, answer, before, lit, isCounters = false, note, nothing }: CommandOutputProps) {
  const text = answer === undefined ? undefined : `${answer.stdout}${answer.exit === 0 ? '' : answer.stderr}`.trimEnd()
  return (
    <Section title={title} aside={answer && <code className="font-mono">{answer.command}</code>}>
      {note !== undefined && <p className="pb-1 text-caption text-tertiary">{note}</p>}
      {text !== undefined && text !== '' && <Lines text={text} before={before?.stdout} lit={lit} isCounters={isCounters} />}
      {text === '' && <p className="text-secondary">{nothing}</p>}
    </Section>
  )
}

interface LinesProps extends Pick<CommandOutputProps, 'lit' | 'isCounters'> {
  readonly text: string
  readonly before: string | undefined
}

function Lines({ text, before, lit, isCounters }: LinesProps) {
  const words = useWords().tables
  const added = useMemo(() => (before === undefined ? new Set<number>() : (isCounters ? changedLines : newLines)(text, before)), [text, before, isCounters])
  return (
    <pre tabIndex={0} className="overflow-x-auto font-mono text-caption text-ink -outline-offset-2!">
      {text.split('\n').map((line, position) => {
        const [isNew, isLit] = [added.has(position), lit?.has(withoutSpaces(line)) === true]
        return (
          <span key={position} data-new={isNew} data-lit={isLit} className={`block ${isCounters && !NAMES.test(line) ? 'w-max min-w-full' : WRAPPED} ${isNew || isLit ? 'bg-selected shadow-[inset_3px_0_0_var(--text-primary)]' : ''} ${isLit ? 'font-semibold' : ''}`}>
            {isNew && <span className="sr-only">{isCounters ? words.counted : words.learned}: </span>}
            {isCounters ? line.trimEnd() : line}
            {isLit && <span className="sr-only"> {words.used}</span>}
            {'\n'}
          </span>
        )
      })}
    </pre>
  )
}
