import { shortInterfaceName } from '../../../core/explain/place-name'
import type { HeaderChange } from '../../../core/explain/changes'
import { ArrowText } from '../../components/arrow-text'
import { Section } from '../../components/section'
import { useWords } from '../../store/use-words'
import type { ShownFrame } from './shown-frame'

/** What became of the packet since it was last seen. */
export function ChangeList({ frame }: { readonly frame: ShownFrame }) {
  const words = useWords()
  const { previous, changes } = frame
  if (!previous || !changes) return null
  return (
    <Section title={words.page.changedSince({ link: shortInterfaceName(previous.interfaceName), bytes: previous.bytes })}>
      <ul className="space-y-0.5" data-mode={frame.stack.envelope?.mode ?? previous.mode ?? 'direct'}>
        {changes.lines.map((change, index) => (
          <ChangeRow key={index} change={change} />
        ))}
      </ul>
    </Section>
  )
}

function ChangeRow({ change }: { readonly change: HeaderChange }) {
  const words = useWords()
  return (
    <li className="flex gap-3">
      <span aria-hidden="true" className={`w-2 font-mono font-semibold ${change.envelope ? 'text-hue' : ''}`}>
        {change.sign === '-' ? '−' : change.sign}
      </span>
      <span className="sr-only">{words.tables.changes[change.sign]}: </span>
      <span className={change.sign === '=' ? 'text-secondary' : ''}>
        <ArrowText text={change.text} />
      </span>
    </li>
  )
}
