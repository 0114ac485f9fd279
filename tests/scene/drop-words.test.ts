import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { ENCAPSULATION_MODES } from '../../src/core/model/encapsulation'
import { flightOf, packetRect } from '../../src/core/scene/flight'
import { contains, encloses, pathLength, pointAlong } from '../../src/core/scene/geometry'
import type { Point, Rect } from '../../src/core/scene/geometry'
import { layoutOf } from '../../src/core/scene/layout'
import type { Scene, SceneDrop } from '../../src/core/scene/scene'
import { labelRect } from '../../src/core/scene/scene-labels'
import { sceneOf } from '../../src/core/scene/told-scene'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import { KO } from '../../src/core/words/ko'
import { farthestPods } from './farthest-pods'
import { openBuiltInLab, runIn } from './lab-run'

const STAGES = [{ width: 848, height: 645 }, { width: 1328, height: 825 }, { width: 688, height: 587 }, { width: 848, height: 475 }, { width: 848, height: 510, leastZoom: 0.5 }] as const
/** Beside the cross, and beyond what it is in: no word stands on a node or a tunnel. */
const NEAR = 48
const BEYOND = 136

interface Ended {
  readonly what: string
  readonly drop: SceneDrop
  readonly isInNode: boolean
  readonly scene: Scene
  /** The packet where it is flung. */
  readonly flung: Rect
}

function dropsIn(lab: string): readonly Ended[] {
  const [from, address, to] = farthestPods(lab)
  const broken = ENCAPSULATION_MODES.flatMap((mode) => openBuiltInLab(lab).faultsBetween(from, to).map((fault) => ({ what: `${mode} ${fault.kind} ${fault.place}`, mode, fabric: 'on-prem', faults: [fault] } as const)))
  return [...broken, { what: 'check of the cloud', mode: 'direct', fabric: 'aws', faults: [] } as const].flatMap(({ what, mode, fabric, faults }) => {
    const session = openBuiltInLab(lab)
    if (!session.change({ ...session.settings, mode, fabric }, faults).ok) return []
    const { inventory, trace, steps, netns } = runIn(session, [`${from}$ ping -n -c 1 -W 1 ${address}`])
    const ends = [netns(from), netns(to)]
    const onFlow = new Set([...ends, ...ends.flatMap((end) => inventory.namespaces[end]?.node ?? [])])
    return STAGES.flatMap((stage) => {
      const map = stageMap(inventory, layoutOf(inventory, stage, onFlow))
      const flight = flightOf(map, steps)
      return [EN, KO].flatMap((words) => steps.flatMap((each, step): readonly Ended[] => {
        const [place, scene] = [flight.places[step], each.kind === 'drop' ? sceneOf({ map, flight, trace, words, step, selection: { kind: 'none' }, ends }) : undefined]
        if (scene?.drop === undefined || place === undefined) return []
        const { drop } = scene
        return [{ what: `${what} ${stage.width} × ${stage.height} ${words.language.code}`, drop, isInNode: map.layout.nodes.some(({ rect }) => contains(rect, drop.at)), scene, flung: packetRect({ ...place, point: drop.arc.at(-1) ?? drop.at }) }]
      }))
    })
  })
}

/** Along a line, often enough to see every letter under it. */
function alongLine(points: readonly Point[]): readonly Point[] {
  const length = pathLength(points)
  return Array.from({ length: Math.ceil(length / 2) + 1 }, (_, k) => pointAlong(points, 2 * k))
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

  it('is joined by a line, and the packet flung on a way, that strike out no name, within the picture', () => {
    for (const { what, drop, scene, flung } of dropsIn(name)) {
      const names = [...scene.labels, ...scene.bands.flatMap((band) => band.labels)].map((label) => ({ text: label.text, rect: labelRect(label) }))
      const struck = [...(drop.leader ?? []), ...drop.arcPieces.map(({ points }) => points)].flatMap(alongLine).flatMap((point) => names.filter(({ rect }) => contains(rect, point)).map(({ text }) => text))
      expect(struck, what).toEqual([])
      expect(encloses({ x: 0, y: 0, width: scene.width, height: scene.height }, flung), what).toBe(true)
    }
  })
})
