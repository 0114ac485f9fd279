import type { Answer } from '../../../worker/protocol'
import { Section } from '../../components/section'

interface CommandOutputProps {
  readonly title: string
  readonly answer: Answer | undefined
  /** Said where the command prints nothing. */
  readonly nothing: string
}

/** What a command prints, as it prints it. */
export function CommandOutput({ title, answer, nothing }: CommandOutputProps) {
  const text = answer === undefined ? undefined : `${answer.stdout}${answer.exit === 0 ? '' : answer.stderr}`.trimEnd()
  return (
    <Section title={title} aside={answer && <code className="font-mono">{answer.command}</code>}>
      {text !== undefined && text !== '' && (
        <pre tabIndex={0} className="overflow-x-auto font-mono text-caption text-ink -outline-offset-2!">
          {text}
        </pre>
      )}
      {text === '' && <p className="text-secondary">{nothing}</p>}
    </Section>
  )
}
