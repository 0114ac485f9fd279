import type { StepChain } from '../../../core/explain/step-chain'
import { Section } from '../../components/section'
import { DecisionChainView } from './decision-chain-view'

/** Why a step without a lookup of its own went as it did. */
export function WhyStep({ netns, chain }: { readonly netns: number; readonly chain: StepChain }) {
  return (
    <Section title={chain.title}>
      <DecisionChainView netns={netns} links={chain.links} mode="direct" />
    </Section>
  )
}
