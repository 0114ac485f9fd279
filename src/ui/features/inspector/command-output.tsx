import type { Answer } from '../../../worker/protocol'
import { Section } from '../../components/section'

interface CommandOutputProps {
  readonly title: string
  readonly answer: Answer | undefined
  /** What is to be known before it is read: that counters are those of now, and not of the step in sight. */
  readonly note?: string
  /** Said where the command prints nothing. */
  readonly nothing: string
}

/** What a command prints, as it prints it. */
export function CommandOutput({ title, answer, note, nothing }: CommandOutputProps) {
  const text = answer === undefined ? undefined : `${answer.stdout}${answer.exit === 0 ? '' : answer.stderr}`.trimEnd()
  return (
    <Section title={title} aside={answer && <code className="font-mono">{answer.command}</code>}>
      {note !== undefined && <p className="pb-1 text-caption text-tertiary">{note}</p>}
      {text !== undefined && text !== '' && (
        <pre tabIndex={0} className="overflow-x-auto font-mono text-caption text-ink -outline-offset-2!">
          {text}
        </pre>
      )}
      {text === '' && <p className="text-secondary">{nothing}</p>}
    </Section>
  )
}
