import { withCommas } from '../../../core/explain/sentence'
import { ArrowMark } from '../../components/icons'
import { Section } from '../../components/section'
import { useWords } from '../../store/use-words'
import type { ShownFrame } from './shown-frame'

/** What only the simulation knows of a sealed packet, and that it does. */
export function InsideSeal({ frame }: { readonly frame: ShownFrame }) {
  const words = useWords().page
  const { inside } = frame
  if (!inside) return null
  const { ends, notes } = inside.ip
  const ttl = notes.find(({ label }) => label === 'TTL')?.value
  return (
    <Section title={words.insideSeal} aside={words.insideSealAside}>
      <div data-protocol={frame.step.protocol} className="rounded-[4px] border border-dashed border-strong px-2 py-1 text-caption">
        {ends && (
          <p className="flex items-center gap-2 font-mono">
            {ends.source.text} <ArrowMark size={11} />
            <span className="sr-only">→</span> {ends.destination.text}
          </p>
        )}
        <p className="text-secondary">{[inside.name, `TTL ${ttl ?? ''}`, `${withCommas(inside.packetBytes)} B`].filter((part) => part !== '').join(' · ')}</p>
      </div>
    </Section>
  )
}
