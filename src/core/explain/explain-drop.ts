import type { PlacedCommand } from '../model/fault'
import type { Inventory } from '../model/inventory'
import type { DropReason } from '../trace/entry-kinds'
import type { Trace } from '../trace/trace'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { dropContext } from './drop-context'
import { dropCure } from './drop-cures'
import { dropSentence } from './drop-detail'
import { dropRemedy } from './drop-remedy'
import { dropProofs } from './drop-proofs'
import type { DropProof } from './drop-proofs'
import type { Sentence } from './sentence'

/** Where and why a packet ended, what shows it on a real node, and what mends it. */
export interface DropExplanation {
  /** The `packet.dropped` entry. */
  readonly entryIndex: number
  readonly reason: DropReason
  /** A namespace, or a segment. */
  readonly place: string
  /** Empty where no interface is concerned. */
  readonly link: string
  readonly why: Sentence
  readonly proofs: readonly DropProof[]
  readonly cure: string
  /** What to type for it, where the trace knows. */
  readonly repairs: readonly PlacedCommand[]
}

/** Explains a `packet.dropped` entry; undefined for any other. */
export function explainDrop(trace: Trace, entryIndex: number, inventory: Inventory, words: Words = EN): DropExplanation | undefined {
  const context = dropContext(trace, entryIndex, inventory)
  if (!context) return undefined
  const { reason, place, link } = context
  const { findings, repairs, evidence = [], isWhole } = dropRemedy(trace, context, inventory, words)
  const cure = [...findings, ...(isWhole ? [] : [dropCure(context, words)])].join(' ')
  return { entryIndex, reason, place, link, why: dropSentence(context, words), proofs: [...evidence.map(({ netns, command }): DropProof => ({ kind: 'command', place: netns, command })), ...dropProofs(context)], cure, repairs }
}
