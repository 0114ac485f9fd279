import { explainRouteDecision } from '../../../core/explain/route-decision'
import type { RouteDecision } from '../../../core/explain/route-decision'
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
  if (!step) return undefined
  const lookups = lookupsAround(trace, steps, position, step)
  const past = withoutRepeats(lookups.filter(({ at }) => at <= position), position)
  const own = past.findIndex(({ at }) => at === position)
  const ahead = lookups.find(({ at }) => at > position)
  return {
    netns: step.netns,
    taken: past.flatMap(({ entryIndex }) => explainRouteDecision(trace, entryIndex, words) ?? []),
    first: own >= 0 ? own : Math.max(0, firstToShow(step, past, steps, position)),
    ahead: ahead && explainRouteDecision(trace, ahead.entryIndex, words),
  }
}

interface Lookup {
  readonly entryIndex: number
  /** Position of its step. */
  readonly at: number
  /** The same for lookups that ask the same and come to the same row. */
  readonly told: string
}

/** Those of a step's packet in its stay in the namespace; explained is only what is shown of them, as a thousand fragments are looked up one by one. */
function lookupsAround(trace: Trace, steps: readonly Step[], position: number, step: Step): readonly Lookup[] {
  let first = position
  while (steps[first - 1]?.netns === step.netns) first--
  const lookups: Lookup[] = []
  for (let at = first; steps[at]?.netns === step.netns; at++) {
    const { entryKind, entryIndex, packet } = steps[at] as Step
    if (packet !== step.packet && step.protocol !== 'arp') continue
    if (entryKind !== 'route.selected' && entryKind !== 'route.missing') continue
    const { a, b } = trace.entry(entryIndex)
    lookups.push({ entryIndex, at, told: `${entryKind} ${a} ${b}` })
  }
  return lookups
}

/** Every fragment is looked up, to the same end: of such lookups the one in sight is told, else the last. */
function withoutRepeats(past: readonly Lookup[], position: number): readonly Lookup[] {
  const toldAt = new Map(past.map(({ told, at }) => [told, at]))
  const inSight = past.find(({ at }) => at === position)
  if (inSight) toldAt.set(inSight.told, position)
  return past.filter(({ told, at }) => toldAt.get(told) === at)
}

/**
 * For a frame in an envelope what put it there, for another one the last lookup before it. A packet that ends was
 * looked up first; the lookups after that are for the error that tells of it.
 */
function firstToShow(step: Step, past: readonly { readonly at: number }[], steps: readonly Step[], position: number): number {
  if (step.kind === 'drop') {
    const arrivedAt = steps.findLastIndex((member, at) => at <= position && member.kind === 'frame')
    return past.findIndex(({ at }) => at > arrivedAt)
  }
  return step.mode === undefined ? past.length - 1 : 0
}
