import { withCommas } from '../../../core/explain/sentence'
import { shortInterfaceName } from '../../../core/explain/place-name'
import { Section } from '../../components/section'
import { useWords } from '../../store/use-words'
import type { ShownFrame } from './shown-frame'

/** How much of the interface's MTU the packet takes, on a true scale. */
export function MtuBar({ frame }: { readonly frame: ShownFrame }) {
  const words = useWords()
  const { budget, step } = frame
  if (!budget || step.protocol === 'arp') return null
  const scale = Math.max(budget.mtuBytes, budget.usedBytes)
  const percent = (bytes: number) => `${(bytes / scale) * 100}%`
  return (
    <Section
      title={words.page.mtuBudget({ link: shortInterfaceName(budget.link) })}
      aside={
        <span className="text-body">
          <span className="font-semibold text-ink">{withCommas(budget.usedBytes)}</span> {words.page.of} {withCommas(budget.mtuBytes)} B
        </span>
      }
    >
      <div data-mode={step.mode ?? 'direct'} data-protocol={step.protocol} className="relative flex h-2.5 border-r-2 border-ink bg-app outline outline-hairline forced-color-adjust-none" aria-hidden="true">
        {budget.segments.map((segment) => (
          <span key={segment.part} style={{ width: percent(segment.bytes) }} className={`min-w-0.5 ${segment.part === 'outer' ? 'bg-hue' : 'bg-strong'}`} />
        ))}
        {budget.limitBytes !== undefined && <span style={{ left: percent(budget.limitBytes) }} className="absolute -inset-y-0.5 w-px bg-ink" />}
      </div>
      <p className="mt-1.5 text-secondary">{budget.verdict}</p>
    </Section>
  )
}
