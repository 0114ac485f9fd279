import type { PlacedCommand } from '../../../core/model/fault'
import { useWords } from '../../store/use-words'

/** The commands that a press runs, with the place where each is typed. */
export function FaultScript({ title, script }: { readonly title: string; readonly script: readonly PlacedCommand[] }) {
  const words = useWords()
  return (
    <section aria-label={words.lab.faultCommands} className="h-24 shrink-0 overflow-y-auto border-t border-hairline bg-code px-3 py-2" tabIndex={0}>
      <h3 className="text-caption text-tertiary">{title}</h3>
      <ol className="font-mono text-caption text-secondary">
        {script.map(({ netns, command }) => (
          <li key={`${netns} ${command}`} className="break-words">
            {netns !== '' && <span className="text-tertiary">{netns}$ </span>}
            {command}
          </li>
        ))}
      </ol>
    </section>
  )
}
