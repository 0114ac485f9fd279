import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { ENCAPSULATION_MODES } from '../../src/core/model/encapsulation'
import { flightOf } from '../../src/core/scene/flight'
import { layoutOf } from '../../src/core/scene/layout'
import { NOTHING_FOLDED } from '../../src/core/scene/layout-folded'
import { sceneOf } from '../../src/core/scene/told-scene'
import { stageRoom } from '../../src/core/scene/stage-room'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import { KO } from '../../src/core/words/ko'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { openBuiltInLab, runIn } from './lab-run'

/** The stage's share of windows of 1440 × 900 (a panel shut and open), 1920 × 1080, 1024 × 768 and a phone. */
const STAGES = [[848, 645], [848, 475], [1328, 825], [688, 587], [390, 473]] as const

describe.each(BUILT_IN_LABS.map(({ name }) => name))('what happens in %s', (lab) => {
  const pods = runIn(openBuiltInLab(lab), []).inventory.namespaces.filter(({ kind }) => kind === 'pod')
  const [from, to] = [pods[0], pods.findLast(({ node }) => node !== pods[0]?.node)]
  const address = to?.links.find(({ kind }) => kind === 'ethernet')?.addresses[0]?.address

  it.each(ENCAPSULATION_MODES)('is told at every step, in the picture or beside it: %s, every size and language', (mode) => {
    const session = openBuiltInLab(lab)
    expect(session.change({ ...session.settings, mode }, []).ok).toBe(true)
    if (!from || !to || address === undefined) throw new Error('the lab has no two nodes with pods')
    const { inventory, trace, steps } = runIn(session, [`${from.name}$ ping -n -c 1 -W 1 -M dont -s 1600 ${formatIpv4(address)}`])
    const ends = [from.index, to.index]
    const onFlow = new Set([...ends, ...ends.flatMap((end) => inventory.namespaces[end]?.node ?? [])])
    const untold: string[] = []
    for (const [width, height] of STAGES) {
      const { side, viewport } = stageRoom(inventory, { width, height }, onFlow, NOTHING_FOLDED)
      const map = stageMap(inventory, layoutOf(inventory, viewport, onFlow))
      const flight = flightOf(map, steps)
      for (const words of [EN, KO]) {
        for (const step of steps.keys()) {
          const { narration, told } = sceneOf({ map, flight, trace, words, step, selection: { kind: 'none' }, ends, toldBeside: side !== 'in' })
          if ((narration ?? told) === undefined) untold.push(`${width} × ${height} ${words.language.code}: step ${step + 1}`)
        }
      }
    }
    expect(untold.join('\n')).toBe('')
  })
})
