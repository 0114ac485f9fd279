import { describe, expect, it } from 'vitest'
import { twoSubnets } from '../../../../tests/scene/recorded-lab'
import { flightOf } from '../../../core/scene/flight'
import { layoutOf } from '../../../core/scene/layout'
import { sceneOf } from '../../../core/scene/told-scene'
import type { SceneBox } from '../../../core/scene/scene'
import { stageMap } from '../../../core/scene/ways'
import { Trace } from '../../../core/trace/trace'
import { EN } from '../../../core/words/en'
import { nextInDirection } from './arrow-keys'

const inventory = twoSubnets()
const map = stageMap(inventory, layoutOf(inventory, { width: 848, height: 645 }, new Set()))
const { boxes } = sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends: [] })
const reachable = boxes.filter((box) => box.target !== undefined)

function walk(from: string, ...keys: readonly string[]): string | undefined {
  let box: SceneBox | undefined = reachable.find((candidate) => candidate.title.startsWith(from))
  for (const key of keys) box = box && nextInDirection(key, box, reachable)
  return box?.title
}

describe('arrow keys on the stage', () => {
  it('lead from pod to pod along a row', () => {
    expect(walk('pod pod-m-a', 'ArrowRight')).toBe('pod pod-w1-a 172.16.158.16')
    expect(walk('pod pod-m-a', 'ArrowRight', 'ArrowRight')).toBe('pod pod-w1-b 172.16.158.17')
    expect(walk('pod pod-w1-b', 'ArrowLeft')).toBe('pod pod-w1-a 172.16.158.16')
  })

  it('lead down the pod\'s link to the tunnel device', () => {
    expect(walk('pod pod-w1-a', 'ArrowDown', 'ArrowDown')).toBe('interface tunl0 of k8s-w1 172.16.158.0/32')
  })

  it('lead out of a pod to its node where nothing else lies that way', () => {
    expect(walk('pod pod-m-a', 'ArrowUp')).toBe('node k8s-m 192.168.10.10')
    expect(walk('node k8s-m', 'ArrowRight')).toBe('node k8s-w1 192.168.10.101')
  })

  it('leave other keys alone', () => {
    expect(walk('pod pod-m-a', 'Enter')).toBeUndefined()
  })
})
