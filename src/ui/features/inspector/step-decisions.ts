import { explainRouteDecision } from '../../../core/explain/route-decision'
import type { RouteDecision } from '../../../core/explain/route-decision'
import { groupSteps } from '../../../core/scene/steps'
import type { Step } from '../../../core/scene/steps'
import type { Trace } from '../../../core/trace/trace'

/** The lookups of the namespace that acts at a step, in one stay of the packet there. */
export interface StepDecisions {
  readonly netns: number
  /** Those taken so far, in order. */
  readonly taken: readonly RouteDecision[]
  /** The one to show first: the decision itself, or for a frame what put it into its envelope. */
  readonly first: number
  /** The next one, where none is taken yet: its table is shown with no row lit. */
  readonly ahead: RouteDecision | undefined
}

export function stepDecisions(trace: Trace, steps: readonly Step[], position: number): StepDecisions | undefined {
  const step = steps[position]
  const group = groupSteps(steps).find(({ first, end }) => position >= first && position < end)
  if (!step || !group) return undefined
  const decisions = steps.slice(group.first, group.end).flatMap((member, offset) => {
    const isLookup = member.entryKind === 'route.selected' || member.entryKind === 'route.missing'
    const decision = isLookup ? explainRouteDecision(trace, member.entryIndex) : undefined
    return decision ? [{ decision, at: group.first + offset, packet: member.packet }] : []
  })
  const past = decisions.filter(({ at }) => at <= position)
  const own = past.findIndex(({ at }) => at === position)
  // an error about the packet is looked up too, between the packet's own lookup and its end
  const ofPacket = past.findLastIndex(({ packet }) => packet === step.packet)
  return {
    netns: step.netns,
    taken: past.map(({ decision }) => decision),
    first: own >= 0 ? own : step.mode === undefined ? Math.max(0, ofPacket) : 0,
    ahead: decisions.find(({ at }) => at > position)?.decision,
  }
}
