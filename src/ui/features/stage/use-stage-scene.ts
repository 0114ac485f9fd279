import { useMemo } from 'react'
import { flightOf } from '../../../core/scene/flight'
import type { Flight } from '../../../core/scene/flight'
import { layoutOf } from '../../../core/scene/layout'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { sceneOf } from '../../../core/scene/scene'
import type { Scene } from '../../../core/scene/scene'
import type { Step } from '../../../core/scene/steps'
import { stageMap } from '../../../core/scene/ways'
import type { Inventory } from '../../../core/model/inventory'
import { useAppStore } from '../../store/app-store'

export interface StageScene {
  readonly layout: Layout
  readonly flight: Flight
  readonly scene: Scene
}

/** The scene of this moment; laid out anew only when the lab, the stage's size or the nodes on the flow change. */
export function useStageScene(viewport: Viewport | undefined): StageScene | undefined {
  const inventory = useAppStore((state) => state.inventory)
  const trace = useAppStore((state) => state.trace)
  const words = useAppStore((state) => state.words)
  const traceVersion = useAppStore((state) => state.traceVersion)
  const steps = useAppStore((state) => state.steps)
  const step = useAppStore((state) => state.playhead.step)
  const selection = useAppStore((state) => state.selection)
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const run = useAppStore((state) => state.runs[state.currentRun])
  const flowKey = useMemo(() => (inventory === undefined ? '' : hostsOnFlow(inventory, steps, [run?.from, run?.to, pendingFrom]).join(' ')), [inventory, steps, run, pendingFrom])
  const map = useMemo(() => {
    if (inventory === undefined || viewport === undefined) return undefined
    const onFlow = new Set(flowKey === '' ? [] : flowKey.split(' ').map(Number))
    return stageMap(inventory, layoutOf(inventory, viewport, onFlow))
  }, [inventory, viewport, flowKey])
  const flight = useMemo(() => (map === undefined ? undefined : flightOf(map, steps)), [map, steps])
  return useMemo(() => {
    if (map === undefined || flight === undefined || traceVersion < 0) return undefined
    const ends = run === undefined ? [] : [run.from, run.to]
    const scene = sceneOf({ map, flight, trace, words, step, selection, ends, ...(pendingFrom === undefined ? {} : { pendingFrom }) })
    return { layout: map.layout, flight, scene }
  }, [map, flight, trace, traceVersion, words, step, selection, pendingFrom, run])
}

/**
 * The nodes and pods that a packet of the flow crosses and those of its ends, reached or not, and of a pod picked first: they stay
 * whole when others shrink.
 */
function hostsOnFlow(inventory: Inventory, steps: readonly Step[], ends: readonly (number | undefined)[]): readonly number[] {
  const namespaces = new Set(steps.filter((step) => !step.chatter).map((step) => step.netns))
  for (const end of ends) if (end !== undefined) namespaces.add(end)
  const nodes = [...namespaces].flatMap((index) => {
    const ns = inventory.namespaces[index]
    return ns?.kind === 'node' ? [ns.index] : ns?.node === undefined ? [] : [ns.node, ns.index]
  })
  return [...new Set(nodes)].toSorted((a, b) => a - b)
}
