import { expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { EN } from '../words/en'
import { flightOf } from './flight'
import { layoutOf } from './layout'
import { stageMap } from './ways'

it('a handshake is never drawn sealed, neither on the wire nor while it is decided about; the ping is from the sealing on', () => {
  const session = openBuiltInLab('two-subnets')
  const run = runIn(session, [`k8s-m$ calicoctl patch felixconfiguration default --type=merge -p '{"spec":{"wireguardEnabled":true}}'`, 'pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16'])
  const map = stageMap(run.inventory, layoutOf(run.inventory, { width: 960, height: 640 }, new Set()))
  const { places, course } = flightOf(map, run.steps, EN.scene)
  const seen = run.steps.map((step, i) => ({ step, last: run.steps[course.before[i] as number], sealed: places[i]?.sealed !== '' }))
  const ofHandshake = seen.filter(({ step, last }) => (step.kind === 'frame' ? step : last)?.name.startsWith('WireGuard') === true)
  expect(ofHandshake.length).toBeGreaterThan(8)
  expect(ofHandshake.filter(({ sealed }) => sealed).map(({ step }) => step.name)).toEqual([])
  expect(seen.filter(({ step }) => step.entryKind === 'packet.encapsulated').map(({ sealed }) => sealed)).toEqual([true, true])
})
