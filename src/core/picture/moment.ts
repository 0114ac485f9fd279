import type { Inventory } from '../model/inventory'
import { flightOf } from '../scene/flight'
import type { Flight } from '../scene/flight'
import { layoutOf } from '../scene/layout'
import type { Viewport } from '../scene/layout'
import type { Folding } from '../scene/layout-folded'
import type { Moves } from '../scene/layout-moves'
import { narrationOf } from '../scene/narration'
import type { Narration } from '../scene/narration'
import { sceneOf } from '../scene/told-scene'
import type { Scene } from '../scene/scene'
import type { Step } from '../scene/steps'
import { stageMap } from '../scene/ways'
import type { StageMap } from '../scene/ways'
import type { Trace } from '../trace/trace'
import type { Words } from '../words/en'

/** What a picture is of: a lab, a flow in it and a step of that flow. */
export interface PictureMoment {
  readonly inventory: Inventory
  readonly trace: Trace
  readonly steps: readonly Step[]
  /** Position in `steps`; ignored while there are none. */
  readonly step: number
  /** The two namespaces between which the flow runs; empty before the first. */
  readonly ends: readonly number[]
  /** The language of labels and sentences. */
  readonly words: Words
  /** What a person has moved on the stage. */
  readonly moves?: Moves
  /** Nodes that a person has opened or folded. */
  readonly folding?: Folding
}

/** The layout of a stage and the flow's way through it: the same for all moments of a flow. */
export interface PictureStage {
  readonly map: StageMap
  readonly flight: Flight
}

export function pictureStage(moment: Pick<PictureMoment, 'inventory' | 'steps' | 'ends' | 'words' | 'moves' | 'folding'>, viewport: Viewport): PictureStage {
  const { inventory, steps } = moment
  const map = stageMap(inventory, layoutOf(inventory, viewport, hostsOnFlow(moment), moment.moves, moment.folding))
  return { map, flight: flightOf(map, steps, moment.words.scene) }
}

/** The scene of the moment without a person's selection. */
export function momentScene(moment: PictureMoment, stage: PictureStage): Scene {
  return sceneOf({ ...stage, trace: moment.trace, words: moment.words, step: moment.step, selection: { kind: 'none' }, ends: moment.ends })
}

export function momentNarration(moment: PictureMoment, stage: PictureStage): Narration | undefined {
  return narrationOf({ ...stage, trace: moment.trace, words: moment.words, step: moment.step, selection: { kind: 'none' }, ends: moment.ends })
}

/** They stay whole where others have to shrink. */
export function hostsOnFlow({ inventory, steps, ends }: Pick<PictureMoment, 'inventory' | 'steps' | 'ends'>): ReadonlySet<number> {
  const touched = new Set([...ends, ...steps.filter((step) => !step.chatter).map((step) => step.netns)])
  return new Set([...touched].flatMap((index) => {
    const namespace = inventory.namespaces[index]
    return namespace?.kind === 'node' ? [namespace.index] : namespace?.node === undefined ? [] : [namespace.node, namespace.index]
  }))
}
