import { expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { EN } from '../words/en'
import { flightOf } from './flight'
import { flyingAt } from './motion'
import { layoutOf } from './layout'
import { stageMap } from './ways'

it('a packet that waits for a session stands open at its tunnel device until the handshake is over', () => {
  const run = runIn(openBuiltInLab('wireguard'), ['pod-w3-a$ ping -n -c 1 -W 1 172.16.228.70'])
  const map = stageMap(run.inventory, layoutOf(run.inventory, { width: 960, height: 640 }, new Set()))
  const flight = flightOf(map, run.steps, EN.scene)
  const given = run.steps.findIndex(({ kind, interfaceName }) => kind === 'frame' && interfaceName === 'wireguard.cali')
  const sealed = run.steps.findIndex(({ entryKind }) => entryKind === 'packet.encapsulated')
  expect(sealed - given).toBeGreaterThan(4)
  const waiting = Array.from({ length: 2 * (sealed - given) - 1 }, (_, half) => flyingAt(flight, { step: given + Math.floor(half / 2), progress: (half % 2) / 2 })).map(({ packet, crowd }) => [packet, ...crowd].find((one) => one?.protocol === 'icmp'))
  for (const [half, packet] of waiting.slice(0, -1).entries()) expect({ half, ...packet }).toMatchObject({ name: 'ICMP echo request', centre: flight.places[given]?.point, envelope: 0, sealed: '' })
  expect(waiting.map((packet) => packet?.mode).slice(0, -1)).toEqual(waiting.slice(0, -1).map(() => undefined))
  // followed all the way: it is wrapped at the end of the wait
  expect(flyingAt(flight, { step: given, progress: 0.5, to: sealed }).packet).toMatchObject({ envelope: 0, sealed: '' })
  expect(flyingAt(flight, { step: sealed, progress: 0 }).packet).toMatchObject({ envelope: 1, sealed: 'sealed' })
})

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
