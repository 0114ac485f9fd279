import { expect, it } from 'vitest'
import { flightOf } from '../../src/core/scene/flight'
import { layoutOf } from '../../src/core/scene/layout'
import { sceneOf } from '../../src/core/scene/told-scene'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import { openBuiltInLab, runIn } from './lab-run'

const PING = 'pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16'

/** What has a red edge where the packet of the last line ends. */
function redAtEnd(lines: readonly string[]): readonly string[] {
  const run = runIn(openBuiltInLab('two-subnets'), lines)
  const ends = [run.netns('pod-w0-b'), run.netns('pod-w1-a')]
  const map = stageMap(run.inventory, layoutOf(run.inventory, { width: 848, height: 645 }, new Set([...ends, run.netns('k8s-w0'), run.netns('k8s-w1')])))
  const step = run.steps.findLastIndex(({ kind }) => kind === 'drop')
  const scene = sceneOf({ map, flight: flightOf(map, run.steps), trace: run.trace, words: EN, step, selection: { kind: 'none' }, ends })
  return scene.boxes.filter(({ stroke }) => stroke === 'outcome-drop-hue').map(({ title }) => title)
}

it('is the interface that is down, and not the segment before it', () => {
  // the first ping fills the neighbour tables: then nobody asks by ARP in vain
  expect(redAtEnd([PING, 'k8s-w1$ ip link set eth0 down', PING])).toEqual(['interface eth0 of k8s-w1 192.168.10.101/24'])
})

it('is the host that decides', () => {
  expect(redAtEnd(['k8s-w1$ sysctl -w net.ipv4.ip_forward=0', PING])).toEqual([expect.stringMatching(/^node k8s-w1/)])
})
