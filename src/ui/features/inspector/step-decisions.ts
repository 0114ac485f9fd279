import { explainRouteDecision } from '../../../core/explain/route-decision'
import type { RouteDecision } from '../../../core/explain/route-decision'
import { groupSteps } from '../../../core/scene/steps'
import type { Step } from '../../../core/scene/steps'
import type { Trace } from '../../../core/trace/trace'
import type { Words } from '../../../core/words/en'

/** The lookups of the packet that a step speaks of, in one stay of it in the namespace that acts; of an ARP frame, those that ask. */
export interface StepDecisions {
  readonly netns: number
  /** Those taken so far, in order. */
  readonly taken: readonly RouteDecision[]
  /** The one to show first: the decision itself, or for a frame what put it into its envelope. */
  readonly first: number
  /** The next one, where none is taken yet: its table is shown with no row lit. */
  readonly ahead: RouteDecision | undefined
}

export function stepDecisions(trace: Trace, steps: readonly Step[], position: number, words: Words): StepDecisions | undefined {
  const step = steps[position]
  const group = groupSteps(steps).find(({ first, end }) => position >= first && position < end)
  if (!step || !group) return undefined
  const decisions = steps.slice(group.first, group.end).flatMap((member, offset) => {
    const isOwn = member.packet === step.packet || step.protocol === 'arp'
    const isLookup = isOwn && (member.entryKind === 'route.selected' || member.entryKind === 'route.missing')
    const decision = isLookup ? explainRouteDecision(trace, member.entryIndex, words) : undefined
    return decision ? [{ decision, at: group.first + offset }] : []
  })
  const past = withoutRepeats(decisions.filter(({ at }) => at <= position), position)
  const own = past.findIndex(({ at }) => at === position)
  const arrivedAt = steps.findLastIndex((member, at) => at <= position && member.kind === 'frame')
  return {
    netns: step.netns,
    taken: past.map(({ decision }) => decision),
    first: own >= 0 ? own : Math.max(0, firstToShow(step, past, arrivedAt)),
    ahead: decisions.find(({ at }) => at > position)?.decision,
  }
}

interface Taken {
  readonly decision: RouteDecision
  /** Position of its step. */
  readonly at: number
}

/** Every fragment is looked up, to the same end: of such lookups the one in sight is told, else the last. */
function withoutRepeats(past: readonly Taken[], position: number): readonly Taken[] {
  const isSame = (a: Taken, b: Taken): boolean => a.decision.destination === b.decision.destination && a.decision.table === b.decision.table && a.decision.winner?.id === b.decision.winner?.id
  return past.filter((one, index) => one.at === position || !past.some((other, after) => isSame(one, other) && (after > index || other.at === position)))
}

/**
 * For a frame in an envelope what put it there, for another one the last lookup before it. A packet that ends was
 * looked up first; the lookups after that are for the error that tells of it.
 */
function firstToShow(step: Step, past: readonly { readonly at: number }[], arrivedAt: number): number {
  if (step.kind === 'drop') return past.findIndex(({ at }) => at > arrivedAt)
  return step.mode === undefined ? past.length - 1 : 0
}
