import { placeName, shortInterfaceName } from '../../../core/explain/place-name'
import type { HeaderChange } from '../../../core/explain/changes'
import type { Inventory } from '../../../core/model/inventory'
import { ArrowText } from '../../components/arrow-text'
import { Section } from '../../components/section'
import { useWords } from '../../store/use-words'
import type { ShownFrame } from './shown-frame'

/** What became of the packet since it was last seen. */
export function ChangeList({ frame, inventory }: { readonly frame: ShownFrame; readonly inventory: Inventory }) {
  const words = useWords()
  const { previous, changes, step } = frame
  if (!previous || !changes) return null
  const link = shortInterfaceName(previous.interfaceName)
  return (
    <Section title={words.page.changedSince({ link: previous.netns === step.netns ? link : `${placeName(inventory, previous.netns)} ${link}`, bytes: previous.bytes })}>
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
