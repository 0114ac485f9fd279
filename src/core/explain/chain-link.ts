import type { Trace } from '../trace/trace'
import type { ChainWords } from '../words/chain'
import type { Sentence } from './sentence'

/** A row that was asked and did not decide, and why. */
export interface PassedRow {
  /** As the command prints it. */
  readonly row: string
  readonly why: string
  /** The table's row. */
  readonly factId: number
}

/** One link of the chain from a question to what became of it. */
export interface ChainLink {
  readonly kind: keyof ChainWords['labels']
  /** The row as its command prints it, or what was asked. */
  readonly row: string
  readonly note: Sentence
  /** Those beside it that did not decide. */
  readonly passed: readonly PassedRow[]
  /** Of the table's row, where there is one. */
  readonly factId?: number
  readonly standing: 'taken' | 'waiting' | 'failed'
}

/** How far from its step a reading of what belongs to it looks. */
export const MAX_LOOK = 20_000

/** Of an interface's fact; empty for anything else. */
export function linkName(trace: Trace, id: number, at: number): string {
  const fact = id < 0 ? undefined : trace.fact(id, at)
  return fact?.kind === 'interface' ? fact.name : ''
}
