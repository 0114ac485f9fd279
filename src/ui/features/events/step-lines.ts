import { stepLine } from '../../../core/explain/decision-line'
import { stepLinesOf } from '../../../core/export/step-lines'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import type { Trace } from '../../../core/trace/trace'
import type { Words } from '../../../core/words/en'

interface ListedFlow {
  readonly trace: Trace
  readonly allSteps: readonly Step[]
  readonly inventory: Inventory
  readonly words: Words
}

/** What the list says of a step: tcpdump's line of a frame, a decision in words. */
export function lineOf(step: Step, { trace, allSteps, inventory, words }: ListedFlow): string {
  return step.kind === 'frame' ? stepLinesOf(trace, allSteps).lineOf(step) : stepLine(trace, step, inventory, words)
}
