import { useMemo } from 'react'
import type { Answer } from '../../../worker/protocol'
import { Section } from '../../components/section'
import { useWords } from '../../store/use-words'
import { newLines } from './new-lines'

interface CommandOutputProps {
  readonly title: string
  readonly answer: Answer | undefined
  /** The same when the flow began: what was not there then is marked. */
  readonly before?: Answer | undefined
  /** What is to be known before it is read: of which moment it is. */
  readonly note?: string | undefined
  /** Said where the command prints nothing. */
  readonly nothing: string
}

/** What a command prints, as it prints it. */
export function CommandOutput({ title, answer, before, note, nothing }: CommandOutputProps) {
  const text = answer === undefined ? undefined : `${answer.stdout}${answer.exit === 0 ? '' : answer.stderr}`.trimEnd()
  return (
    <Section title={title} aside={answer && <code className="font-mono">{answer.command}</code>}>
      {note !== undefined && <p className="pb-1 text-caption text-tertiary">{note}</p>}
      {text !== undefined && text !== '' && <Lines text={text} before={before?.stdout} />}
      {text === '' && <p className="text-secondary">{nothing}</p>}
    </Section>
  )
}

function Lines({ text, before }: { readonly text: string; readonly before: string | undefined }) {
  const words = useWords().tables
  const added = useMemo(() => (before === undefined ? new Set<number>() : newLines(text, before)), [text, before])
  return (
    <pre tabIndex={0} className="overflow-x-auto font-mono text-caption text-ink -outline-offset-2!">
      {text.split('\n').map((line, position) => (
        <span key={position} data-new={added.has(position)} className={`block w-max min-w-full ${added.has(position) ? 'border-l-3 border-ink bg-selected pl-1' : ''}`}>
          {added.has(position) && <span className="sr-only">{words.learned}: </span>}
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}
