import { compareFrames } from '../../../core/explain/changes'
import type { FrameChanges } from '../../../core/explain/changes'
import { headerStack } from '../../../core/explain/header-stack'
import type { HeaderStack } from '../../../core/explain/header-stack'
import type { Owners } from '../../../core/explain/field-meaning'
import { mtuBudget } from '../../../core/explain/mtu-budget'
import type { MtuBudget } from '../../../core/explain/mtu-budget'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import { dissectFrame } from '../../../core/trace/dissect'
import type { HeaderView } from '../../../core/trace/dissect'
import type { InterfaceFact } from '../../../core/trace/facts'
import type { Trace } from '../../../core/trace/trace'
import { EN } from '../../../core/words/en'
import type { Words } from '../../../core/words/en'
import { ownersOf } from './owners'

/** The frame that the packet panel shows for a step, taken apart. */
export interface ShownFrame {
  readonly bytes: Uint8Array
  readonly headers: readonly HeaderView[]
  readonly stack: HeaderStack
  /** The frame step that it belongs to: the current one, or the last before a decision. */
  readonly step: Step
  readonly previous: Step | undefined
  readonly changes: FrameChanges | undefined
  readonly budget: MtuBudget | undefined
  readonly owners: Owners
}

/** `undefined` while no step at or before `position` has a frame. */
export function shownFrame(trace: Trace, steps: readonly Step[], position: number, inventory: Inventory, words: Words = EN): ShownFrame | undefined {
  const at = steps.findLastIndex((step, index) => index <= position && step.kind === 'frame')
  const step = steps[at]
  if (!step) return undefined
  const link = interfaceOf(trace, step)
  const bytes = trace.frameBytes(step.frame)
  const headers = dissectFrame(bytes, link?.linkLayer ?? 'ethernet')
  const previous = steps.findLast((candidate, index) => index < at && candidate.kind === 'frame' && candidate.packet === step.packet)
  return {
    bytes,
    headers,
    stack: headerStack(headers, words),
    step,
    previous,
    changes: previous && compareFrames(dissectFrame(trace.frameBytes(previous.frame), interfaceOf(trace, previous)?.linkLayer ?? 'ethernet'), headers, words),
    owners: ownersOf(inventory, trace, steps, step.entryIndex),
    budget: link && mtuBudget(headers, bytes.length, link, tunnelOf(trace, step), words),
  }
}

function interfaceOf(trace: Trace, step: Step): InterfaceFact | undefined {
  const fact = trace.fact(step.interfaceId)
  return fact?.kind === 'interface' ? fact : undefined
}

/** The namespace's own tunnel device, whose smaller MTU is drawn in the bar. */
function tunnelOf(trace: Trace, step: Step): InterfaceFact | undefined {
  return trace
    .factsAt(step.netns, step.entryIndex)
    .find((fact): fact is InterfaceFact => fact.kind === 'interface' && fact.linkKind !== 'loopback' && fact.linkKind !== 'ethernet')
}
