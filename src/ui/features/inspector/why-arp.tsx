import { useMemo } from 'react'
import { arpChain } from '../../../core/explain/decision-chain'
import { placeName } from '../../../core/explain/place-name'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import { Section } from '../../components/section'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { DecisionChainView } from './decision-chain-view'

/** Why a host answers an ARP question, or keeps silent. */
export function WhyArp({ step, inventory }: { readonly step: Step; readonly inventory: Inventory }) {
  const words = useWords()
  const trace = useAppStore((state) => state.trace)
  const links = useMemo(() => arpChain(trace, step.entryIndex, inventory, words), [trace, step, inventory, words])
  if (!links) return null
  return (
    <Section title={words.chain.arpTitle({ place: placeName(inventory, step.netns) })}>
      <DecisionChainView netns={step.netns} links={links} mode="direct" />
    </Section>
  )
}
