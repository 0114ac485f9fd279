import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { ENCAPSULATION_MODES } from '../../src/core/model/encapsulation'
import { flightOf } from '../../src/core/scene/flight'
import { contains } from '../../src/core/scene/geometry'
import type { Point, Rect } from '../../src/core/scene/geometry'
import { layoutOf } from '../../src/core/scene/layout'
import type { SceneDrop } from '../../src/core/scene/scene'
import { sceneOf } from '../../src/core/scene/told-scene'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import { KO } from '../../src/core/words/ko'
import { farthestPods } from './farthest-pods'
import { openBuiltInLab, runIn } from './lab-run'

const STAGES = [{ width: 848, height: 645 }, { width: 1328, height: 825 }, { width: 688, height: 587 }, { width: 848, height: 475 }] as const
/** Beside the cross, and beyond what it is in: no word stands on a node or a tunnel. */
const NEAR = 48
const BEYOND = 136

interface Ended {
  readonly what: string
  readonly drop: SceneDrop
  readonly isInNode: boolean
}

function dropsIn(lab: string): readonly Ended[] {
  const [from, address, to] = farthestPods(lab)
  return ENCAPSULATION_MODES.flatMap((mode) => openBuiltInLab(lab).faultsBetween(from, to).flatMap((fault) => {
    const session = openBuiltInLab(lab)
    if (!session.change({ ...session.settings, mode }, [fault]).ok) return []
    const { inventory, trace, steps, netns } = runIn(session, [`${from}$ ping -n -c 1 -W 1 ${address}`])
    const ends = [netns(from), netns(to)]
    const onFlow = new Set([...ends, ...ends.flatMap((end) => inventory.namespaces[end]?.node ?? [])])
    return STAGES.flatMap((stage) => {
      const map = stageMap(inventory, layoutOf(inventory, stage, onFlow))
      const flight = flightOf(map, steps)
      return [EN, KO].flatMap((words) => steps.flatMap((each, step): readonly Ended[] => {
        const drop = each.kind === 'drop' ? sceneOf({ map, flight, trace, words, step, selection: { kind: 'none' }, ends }).drop : undefined
        return drop === undefined ? [] : [{ what: `${mode} ${fault.kind} ${fault.place} ${stage.width} × ${stage.height} ${words.language.code}`, drop, isInNode: map.layout.nodes.some(({ rect }) => contains(rect, drop.at)) }]
      }))
    })
  }))
}

function distance({ x, y, width, height }: Rect, point: Point): number {
  return Math.hypot(Math.max(x - point.x, 0, point.x - x - width), Math.max(y - point.y, 0, point.y - y - height))
}

describe.each(BUILT_IN_LABS)('the reason of a drop in $name', ({ name }) => {
  it('stands beside its cross, or beyond the node or the tunnel around that and joined to it by a line', () => {
    const drops = dropsIn(name)
    expect(drops.length).toBeGreaterThan(20)
    const far = drops.map(({ what, drop, isInNode }) => ({ what, away: drop.words === undefined ? Infinity : Math.round(distance(drop.words, drop.at)), isInNode, leader: drop.leader }))
    expect(far.filter(({ away }) => away > BEYOND).map(({ what, away }) => `${what}: ${away}`)).toEqual([])
    const outside = far.filter(({ isInNode }) => !isInNode)
    expect(outside.filter(({ away }) => away <= NEAR).length / outside.length).toBeGreaterThan(0.7)
    expect(far.filter(({ away, leader }) => away > NEAR !== (leader !== undefined))).toEqual([])
  })
})
