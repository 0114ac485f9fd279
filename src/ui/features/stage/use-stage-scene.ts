import { useEffect, useMemo } from 'react'
import type { Rect } from '../../../core/scene/geometry'
import { flightOf } from '../../../core/scene/flight'
import type { Flight } from '../../../core/scene/flight'
import { layoutOf } from '../../../core/scene/layout'
import { NOTHING_FOLDED } from '../../../core/scene/layout-folded'
import { NOT_MOVED } from '../../../core/scene/layout-moves'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { sceneWith } from '../../../core/scene/scene'
import type { Scene } from '../../../core/scene/scene'
import { stageRoom } from '../../../core/scene/stage-room'
import type { StageRoom } from '../../../core/scene/stage-room'
import type { Step } from '../../../core/scene/steps'
import { stageMap } from '../../../core/scene/ways'
import type { Inventory } from '../../../core/model/inventory'
import { appStore, useAppStore } from '../../store/app-store'
import { foldingOf, foldsOf, movesOf, placesOf } from '../../store/places-slice'
import { useFlowWords } from './use-flow-words'

export interface StageScene {
  /** Where it is told what happens, and what that leaves for the picture. */
  readonly room: StageRoom
  readonly layout: Layout
  readonly flight: Flight
  readonly scene: Scene
  /** Where a host would stand if nobody had moved it. */
  readonly homeOf: (netns: number) => Rect | undefined
}

/** The scene of this moment on a stage of that size; laid out anew only when the lab, the stage's size or the nodes on the flow change. */
export function useStageScene(area: Viewport | undefined): StageScene | undefined {
  const inventory = useAppStore((state) => state.inventory)
  const trace = useAppStore((state) => state.trace)
  const words = useAppStore((state) => state.words)
  const traceVersion = useAppStore((state) => state.traceVersion)
  const steps = useAppStore((state) => state.steps)
  const step = useAppStore((state) => state.playhead.step)
  const selection = useAppStore((state) => state.selection)
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const places = useAppStore(placesOf)
  const folds = useAppStore(foldsOf)
  const folding = useMemo(() => (inventory === undefined ? NOTHING_FOLDED : foldingOf(inventory, folds)), [inventory, folds])
  const run = useAppStore((state) => state.runs[state.currentRun])
  const flowKey = useMemo(() => (inventory === undefined ? '' : hostsOnFlow(inventory, steps, [run?.from, run?.to, pendingFrom]).join(' ')), [inventory, steps, run, pendingFrom])
  const looked = selection.kind === 'none' ? undefined : selection.kind === 'namespace' ? selection.index : selection.namespace
  const onFlow = useMemo(() => new Set(flowKey === '' ? [] : flowKey.split(' ').map(Number)), [flowKey])
  const room = useMemo(() => (inventory === undefined || area === undefined ? undefined : stageRoom(inventory, area, onFlow, folding)), [inventory, area, onFlow, folding])
  const pulledOut = room !== undefined && looked !== undefined && !isShown(room.layout, looked) ? looked : undefined
  const drawn = useMemo(() => (inventory === undefined || pulledOut === undefined ? onFlow : new Set([...onFlow, ...withNode(inventory, pulledOut)])), [inventory, onFlow, pulledOut])
  /** Where everything stands that nobody has moved. */
  const unmoved = useMemo(
    () => (inventory === undefined || room === undefined || drawn === onFlow ? room?.layout : layoutOf(inventory, room.viewport, drawn, NOT_MOVED, folding)),
    [inventory, room, drawn, onFlow, folding],
  )
  const homeOf = useMemo(() => (netns: number) => unmoved && hostRect(unmoved, netns), [unmoved])
  const map = useMemo(() => {
    if (inventory === undefined || room === undefined || unmoved === undefined) return undefined
    const moves = movesOf(inventory, places)
    return stageMap(inventory, moves.size === 0 ? unmoved : layoutOf(inventory, room.viewport, drawn, moves, folding))
  }, [inventory, room, unmoved, drawn, places, folding])
  useEffect(() => {
    void appStore.getState().describe([...drawn, ...(inventory === undefined || folding.open.size === 0 ? [] : inventory.namespaces.flatMap((ns) => (folding.open.has(ns.node ?? ns.index) ? [ns.index] : [])))])
  }, [inventory, drawn, folding])
  const flight = useMemo(() => (map === undefined ? undefined : flightOf(map, steps, words.scene)), [map, steps, words])
  const placeWords = useFlowWords(map !== undefined)
  return useMemo(() => {
    if (map === undefined || room === undefined || flight === undefined || traceVersion < 0) return undefined
    const ends = run === undefined ? [] : [run.from, run.to]
    const scene = sceneWith(placeWords, { map, flight, trace, words, step, selection, ends, toldBeside: room.side !== 'in', ...(pendingFrom === undefined ? {} : { pendingFrom }) })
    return { room, layout: map.layout, flight, scene, homeOf }
  }, [room, map, flight, trace, traceVersion, words, step, selection, pendingFrom, run, homeOf, placeWords])
}

/**
 * The nodes and pods that a packet of the flow crosses and those of its ends, reached or not, and of a pod picked first: they stay
 * whole when others shrink.
 */
function hostsOnFlow(inventory: Inventory, steps: readonly Step[], ends: readonly (number | undefined)[]): readonly number[] {
  const namespaces = new Set(steps.filter((step) => !step.chatter).map((step) => step.netns))
  for (const end of ends) if (end !== undefined) namespaces.add(end)
  return [...new Set([...namespaces].flatMap((index) => withNode(inventory, index)))].toSorted((a, b) => a - b)
}

/** A node itself, or a pod and its node. */
function withNode(inventory: Inventory, index: number): readonly number[] {
  const ns = inventory.namespaces[index]
  return ns?.kind === 'node' ? [index] : ns?.node === undefined ? [] : [ns.node, index]
}

/** Whether what is selected has a box of its own: where it has none, it is pulled out as if it were on the flow. */
function isShown({ nodes, pods, routers, outsides }: Layout, index: number): boolean {
  const node = nodes.find(({ netns }) => netns === index)
  return node === undefined ? [...pods, ...routers, ...outsides].some(({ netns }) => netns === index) : node.detail !== 'bar'
}

/** The box of a node, router or outside host. */
export function hostRect({ nodes, routers, outsides }: Layout, netns: number): Rect | undefined {
  return [...nodes, ...routers, ...outsides].find((host) => host.netns === netns)?.rect
}
