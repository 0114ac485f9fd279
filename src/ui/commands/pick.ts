import type { SceneTarget } from '../../core/scene/scene'
import type { AppState } from '../store/app-state'

/**
 * What a click or Enter on the stage does: a pod waits for a second end, and then a ping flies; everything else is
 * selected. A node or an outside host can be the second end. The ground, and a second click on the first pod, forget it.
 * With Shift, a flow to the place is described in the form.
 */
export function pick(state: AppState, target: SceneTarget | undefined, withShift = false): void {
  if (target === undefined) return forget(state)
  if (withShift && target.kind === 'namespace') return draftTo(state, target.netns)
  if (target.kind === 'interface') return state.select({ kind: 'interface', namespace: target.netns, link: target.link })
  const { pendingFrom } = state
  if (pendingFrom === target.netns) return forget(state)
  state.select({ kind: 'namespace', index: target.netns })
  if (pendingFrom !== undefined) void state.startPing(pendingFrom, target.netns)
  else if (state.inventory?.namespaces[target.netns]?.kind === 'pod') state.setPendingFrom(target.netns)
}

/** Opens the form of a flow to a place, from the pod picked first if there is one. */
export function draftTo(state: AppState, to: number): void {
  const { pendingFrom } = state
  state.draftFlow(pendingFrom === undefined || pendingFrom === to ? { to } : { from: pendingFrom, to })
}

export function forget(state: AppState): void {
  state.select({ kind: 'none' })
  state.setPendingFrom(undefined)
}
