import { DROP_REASONS } from '../trace/entry-kinds'
import type { Words } from '../words/en'

/** How a flow ended, in a few words; an outcome that the words do not know is said as it is. */
export function outcomeWords(outcome: string, { decisions, lab: { outcomes } }: Words): string {
  const reason = DROP_REASONS.find((candidate) => outcome === `dropped:${candidate}`)
  if (reason !== undefined) return outcomes.droppedBecause({ dropped: outcomes.dropped({ place: '', isAnswer: false }), reason: decisions.shortDrops[reason] })
  switch (outcome) {
    case 'no-traffic':
    case 'refused-locally':
    case 'delivered':
    case 'error-reported':
    case 'received':
    case 'no-reply':
      return outcomes[outcome]
    default:
      return outcome
  }
}
