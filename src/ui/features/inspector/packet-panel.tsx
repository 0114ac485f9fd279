import { memo, useDeferredValue, useMemo, useState } from 'react'
import { stepLine } from '../../../core/explain/decision-line'
import { withCommas } from '../../../core/explain/sentence'
import { stepChain } from '../../../core/explain/step-chain'
import { stepTitle } from '../../../core/explain/step-title'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import type { Trace } from '../../../core/trace/trace'
import { CrossMark, DiamondMark } from '../../components/icons'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { ByteView } from './byte-view'
import { ChangeList } from './change-list'
import { HeaderStackView } from './header-stack-view'
import { InsideSeal } from './inside-seal'
import { LitContext } from './lit-bytes'
import type { Lit } from './lit-bytes'
import { MtuBar } from './mtu-bar'
import { SeeItYourself } from './see-it-yourself'
import { shownFrame } from './shown-frame'
import type { ShownFrame } from './shown-frame'
import { stepDecisions } from './step-decisions'
import { WhyRoute } from './why-route'
import { WhyStep } from './why-step'

/** What the panel reads. */
interface PacketMoment {
  readonly trace: Trace
  readonly steps: readonly Step[]
  readonly position: number
  readonly inventory: Inventory | undefined
}

/** The packet at the current step: headers, bytes, what changed, how much room it takes, why it goes this way. While packets fly the panel may come a frame later than the picture. */
export function PacketPanel() {
  const trace = useAppStore((state) => state.trace)
  const steps = useAppStore((state) => state.steps)
  const position = useAppStore((state) => state.playhead.step)
  const inventory = useAppStore((state) => state.inventory)
  const moment = useMemo(() => ({ trace, steps, position, inventory }), [trace, steps, position, inventory])
  const earlier = useDeferredValue(moment)
  // of another lab there is nothing left to read
  return <PacketAt moment={earlier.trace === trace ? earlier : moment} />
}

const PacketAt = memo(function PacketAt({ moment }: { readonly moment: PacketMoment }) {
  const { trace, steps, position, inventory } = moment
  const words = useWords()
  const frame = useMemo(() => inventory && shownFrame(trace, steps, position, inventory, words), [trace, steps, position, inventory, words])
  const decisions = useMemo(() => stepDecisions(trace, steps, position, words), [trace, steps, position, words])
  const step = steps[position]
  const chain = useMemo(() => inventory && step && stepChain(trace, step.entryIndex, inventory, words), [trace, step, inventory, words])
  if (!inventory || !step) return <NoPacket />
  return (
    <div className="flex flex-col">
      <StepHeading step={step} position={position} frame={frame} inventory={inventory} />
      {frame && <FrameSections frame={frame} inventory={inventory} />}
      {chain ? <WhyStep netns={step.netns} chain={chain} /> : decisions && <WhyRoute key={position} decisions={decisions} inventory={inventory} atEntry={step.entryIndex} />}
      <SeeItYourself step={step} inventory={inventory} />
    </div>
  )
})

function NoPacket() {
  const words = useWords()
  return (
    <div className="px-4 py-4 text-secondary">
      <h2 className="text-title font-semibold text-ink">{words.page.noPacket}</h2>
      <p className="mt-1">{words.page.noPacketText}</p>
    </div>
  )
}

function StepHeading(props: { readonly step: Step; readonly position: number; readonly frame: ShownFrame | undefined; readonly inventory: Inventory }) {
  const words = useWords()
  const { step, position, frame, inventory } = props
  const trace = useAppStore((state) => state.trace)
  return (
    <div className={`px-4 pt-3 ${frame ? '' : 'pb-2.5'}`}>
      <div className="flex items-baseline justify-between gap-2">
        <h2 className={`text-title font-semibold ${step.kind === 'drop' ? 'text-drop' : ''}`}>
          {stepTitle(step, inventory, words)} <span className="ml-1 text-body font-normal text-tertiary">{words.page.step({ step: position + 1 })}</span>
        </h2>
        <span className="font-semibold whitespace-nowrap">{frame && `${withCommas(frame.bytes.length)} B`}</span>
      </div>
      {step.kind !== 'frame' && (
        <p className={`mt-1 flex items-start gap-1.5 ${step.kind === 'drop' ? 'font-medium text-drop' : ''}`}>
          <span className="mt-0.5">{step.kind === 'drop' ? <CrossMark /> : <DiamondMark filled />}</span>
          {stepLine(trace, step, inventory, words)}
        </p>
      )}
      {frame && frame.step !== step && (
        <p className="mt-1 text-caption text-tertiary">{words.page[frame.seen === 'after' ? 'nextSeen' : 'lastSeen']({ where: stepTitle(frame.step, inventory, words) })}</p>
      )}
    </div>
  )
}

function FrameSections({ frame, inventory }: { readonly frame: ShownFrame; readonly inventory: Inventory }) {
  const words = useWords()
  const [lit, light] = useState<Lit | undefined>(undefined)
  const context = useMemo(() => ({ lit, light }), [lit])
  return (
    <LitContext value={context}>
      <section aria-label={words.page.headers} className="px-4 pt-2 pb-2.5">
        <HeaderStackView frame={frame} />
      </section>
      <InsideSeal frame={frame} />
      {/* in a narrow inspector the reason matters more than the bytes */}
      <div className="border-t border-hairline side:max-tree:order-last">
        <ByteView frame={frame} />
      </div>
      <ChangeList frame={frame} inventory={inventory} />
      <MtuBar frame={frame} />
    </LitContext>
  )
}
