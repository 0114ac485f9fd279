import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { ENCAPSULATION_MODES } from '../../src/core/model/encapsulation'
import { coversOver } from '../../src/core/scene/clear-of-names'
import { crowdOf, crowdRects, wholeRect } from '../../src/core/scene/crowd'
import { flightOf, packetRect } from '../../src/core/scene/flight'
import type { Flight } from '../../src/core/scene/flight'
import { encloses, overlaps } from '../../src/core/scene/geometry'
import type { Rect } from '../../src/core/scene/geometry'
import { layoutOf } from '../../src/core/scene/layout'
import { flyingAt } from '../../src/core/scene/motion'
import { sceneOf } from '../../src/core/scene/told-scene'
import type { Scene, SceneBox, SceneLabel } from '../../src/core/scene/scene'
import { labelRect } from '../../src/core/scene/scene-labels'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import type { Words } from '../../src/core/words/en'
import { KO } from '../../src/core/words/ko'
import { farthestPods } from './farthest-pods'
import { openBuiltInLab, runIn } from './lab-run'
import type { LabRun } from './lab-run'

/** The stage's share of windows of 1440 × 900, 1920 × 1080 and 1024 × 768, and of the first with a panel open below it. */
const STAGES = [{ width: 848, height: 645 }, { width: 1328, height: 825 }, { width: 688, height: 587 }, { width: 848, height: 475 }] as const

/** Of the way from one step to the next. */
const SHARES = Array.from({ length: 11 }, (_, k) => (k + 1) / 12)

interface PlacedWords {
  readonly what: string
  readonly rect: Rect
  /** The box whose name it is. */
  readonly inside?: Rect
}

function wordsOf(scene: Scene): readonly PlacedWords[] {
  const labels = [...scene.labels, ...scene.bands.flatMap((band) => band.labels)]
  return [
    ...labels.map((label) => ({ what: label.text, rect: labelRect(label), ...(label.inside === undefined ? {} : { inside: label.inside }) })),
    ...freeWordsOf(scene),
  ]
}

/** Those that are placed anew at every step. */
function freeWordsOf({ narration, caption, drop }: Scene): readonly PlacedWords[] {
  return [
    ...(narration === undefined ? [] : [{ what: narration.title, rect: narration.rect }]),
    ...(caption === undefined ? [] : [{ what: 'caption', rect: caption.rect }]),
    ...(drop?.words === undefined ? [] : [{ what: drop.place, rect: drop.words }]),
  ]
}

/** Pairs of words that meet, words that a box's edge goes through, and a drop that says nothing. */
function collisions(scene: Scene): readonly string[] {
  const words = wordsOf(scene)
  const meeting = words.flatMap((a, i) => words.slice(i + 1).filter((b) => overlaps(a.rect, b.rect)).map((b) => `${a.what} × ${b.what}`))
  const crossed = words.flatMap((word) => scene.boxes.filter((box) => crosses(box, word)).map((box) => `${word.what} × edge of ${box.title}`))
  const speechless = scene.drop !== undefined && scene.drop.words === undefined ? [`no reason beside the cross: ${scene.drop.place}`] : []
  return [...meeting, ...crossed, ...speechless]
}

/** True where words are neither in a box nor outside it; those of a box that stands on its edge are in that box. */
function crosses(box: SceneBox, { rect, inside }: PlacedWords): boolean {
  if (box.kind === 'nub' || !overlaps(box.rect, rect)) return false
  const isIn = rect.x >= box.rect.x && rect.y >= box.rect.y && rect.x + rect.width <= box.rect.x + box.rect.width && rect.y + rect.height <= box.rect.y + box.rect.height
  const isCoveredByOwn = inside !== undefined && overlaps(inside, box.rect) && inside !== box.rect
  return !isIn && !isCoveredByOwn
}

/** The lab at rest, and at every step of a run. */
function scenes(run: LabRun, ends: readonly number[], stage: (typeof STAGES)[number], words: Words): { readonly scenes: readonly Scene[]; readonly covered: readonly string[] } {
  const { inventory, trace, steps } = run
  const nodes = ends.flatMap((end) => inventory.namespaces[end]?.node ?? [])
  const map = stageMap(inventory, layoutOf(inventory, stage, new Set([...ends, ...nodes])))
  const flight = flightOf(map, steps)
  const sceneAt = (step: number, of = flight): Scene => sceneOf({ map, flight: of, trace, words, step, selection: { kind: 'none' }, ends })
  const all = [sceneAt(0, flightOf(map, [])), ...steps.map((_, step) => sceneAt(step))]
  const flung = all.slice(1).flatMap((scene, step) => {
    const [drop, place] = [scene.drop, flight.places[step]]
    return drop && place ? wordsOf(scene).filter(({ rect }) => overlaps(rect, packetRect({ ...place, point: drop.arc.at(-1) ?? drop.at }))).map(({ what }) => what) : []
  })
  const stacked = all.slice(1).flatMap((scene, step) => {
    const { packet, crowd } = flyingAt(flight, { step, progress: 0 })
    const others = crowdRects(crowdOf(crowd, packet))
    const names = scene.labels.map((label) => ({ what: label.text, rect: lettersOf(labelRect(label)) }))
    return [...freeWordsOf(scene), ...names].filter(({ rect }) => others.some((other) => overlaps(other, rect))).map(({ what }) => what)
  })
  const covered = flight.stands.flatMap((place) => (all[0]?.labels ?? []).filter((label) => overlaps(packetRect(place), lettersOf(labelRect(label)))).map((label) => label.text))
  return { scenes: all, covered: [...covered, ...flung, ...stacked, ...passedOver(flight, all[1]?.labels ?? [])] }
}

/** Names that a packet would cover on its way, did it not pass behind their boxes. */
function passedOver(flight: Flight, labels: readonly SceneLabel[]): readonly string[] {
  const names = labels.map((label) => ({ text: label.text, letters: lettersOf(labelRect(label)) }))
  const over = (rect: Rect): readonly string[] => {
    const covers = coversOver(flight.covers, rect)
    return names.filter(({ letters }) => overlaps(rect, letters) && !covers.some((cover) => encloses(cover, letters))).map(({ text }) => `${text} on its way`)
  }
  return [...new Set(flight.steps.flatMap((_, step) => SHARES.flatMap((progress) => {
    const { packet, crowd } = flyingAt(flight, { step, progress })
    const whole = packet === undefined || packet.drop !== undefined ? [] : over(wholeRect(packet))
    return [...whole, ...crowdRects(crowdOf(crowd, packet)).flatMap(over)]
  })))]
}

/** Without the room for descenders, which addresses and names of devices have none of. */
function lettersOf(rect: Rect): Rect {
  return { ...rect, y: rect.y + rect.height * 0.14, height: rect.height * 0.72 }
}

describe.each(BUILT_IN_LABS.map(({ name }) => name))('on the stage of %s', (lab) => {
  const [from, address, to] = farthestPods(lab)
  it.each(ENCAPSULATION_MODES)('no words meet each other or an edge, and no packet covers a name: %s, every size and language', (mode) => {
    const found: string[] = []
    const look = (options: string, stages: readonly (typeof STAGES)[number][], languages: readonly Words[]): void => {
      const session = openBuiltInLab(lab)
      expect(session.change({ ...session.settings, mode }, []).ok).toBe(true)
      // the first one fills the neighbour tables
      const run = runIn(session, ['', options].map((each) => `${from}$ ping -n -c 1 -W 1 ${each} ${address}`))
      for (const stage of stages) {
        for (const words of languages) {
          const { scenes: all, covered } = scenes(run, [run.netns(from), run.netns(to)], stage, words)
          found.push(...[...new Set([...all.flatMap(collisions), ...covered.map((name) => `a packet covers ${name}`)])].map((what) => `${stage.width} ${words.language.code}${options}: ${what}`))
        }
      }
    }
    look('', STAGES, [EN, KO])
    // two or three fragments have many more steps
    look(`-M dont -s ${lab === 'two-subnets' ? 12_000 : 3_000}`, [STAGES[0], STAGES[2]], [EN])
    expect(found.join('\n')).toBe('')
  })

  const faults = openBuiltInLab(lab).faultsBetween(from, to)
  it.each(faults.map((fault) => [`${fault.kind} ${fault.place} ${fault.object}`.trim(), fault] as const))('nor do they where something is broken: %s', (_, fault) => {
    const session = openBuiltInLab(lab)
    expect(session.change(session.settings, [fault]).ok).toBe(true)
    const run = runIn(session, [`${from}$ ping -n -c 1 -W 1 ${address}`])
    const ends = [run.netns(from), run.netns(to)]
    const found = STAGES.flatMap((stage) =>
      [EN, KO].flatMap((words) => {
        const { scenes: all, covered } = scenes(run, ends, stage, words)
        return [...all.flatMap(collisions), ...covered.map((name) => `a packet covers ${name}`)].map((what) => `${stage.width} × ${stage.height} ${words.language.code}: ${what}`)
      }),
    )
    expect([...new Set(found)].join('\n')).toBe('')
  })
})
