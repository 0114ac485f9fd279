import { expect, test } from 'vitest'
import { explainDrop } from '../../src/core/explain/explain-drop'
import { packetDrops } from '../../src/core/explain/drop-context'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { stepsOf } from '../../src/core/scene/steps'
import { decodeFrame } from '../../src/core/trace/decode'
import { dissectFrame } from '../../src/core/trace/dissect'
import { runInLab } from '../cli/run-in-lab'

const PATCH = (spec: string) => ['k8s-w0', `calicoctl patch felixconfiguration default -p '{"spec":${spec}}'`] as const
const PING = ['pod-w0-b', 'ping -c 1 -W 1 172.16.158.16'] as const

test.each([
  ['vxlan', 8472, [['k8s-w0', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}'`]] as const],
  ['wireguard', 61820, [PATCH('{"wireguardEnabled":true}')]],
] as const)('%s at another port is read as what it is, everywhere', (mode, port, switched) => {
  const { session, trace, records } = runInLab('two-subnets', [PATCH('{"vxlanPort":8472,"wireguardListeningPort":61820}'), ...switched, PING])
  const run = records.at(-1)
  expect(run?.outcome).toBe('delivered')
  const [first, end] = [run?.firstEntry ?? 0, run?.endEntry ?? 0]
  const steps = stepsOf(trace, { firstEntry: first, endEntry: end }, inventoryOf(session.network))
  const wrapped = steps.filter((step) => step.mode === mode)
  expect(wrapped.length).toBeGreaterThan(3)
  const [step] = wrapped.filter(({ kind }) => kind === 'frame')
  const bytes = trace.frameBytes(step?.frame ?? -1)
  expect(decodeFrame(bytes, 'ethernet', trace.tunnelPorts).map(({ proto }) => proto)).toContain(mode)
  expect(dissectFrame(bytes, 'ethernet', trace.tunnelPorts).find(({ proto }) => proto === 'udp')?.tunnel).toBe(mode)
  // as tcpdump and Wireshark, which know nothing of the lab
  expect(decodeFrame(bytes, 'ethernet').map(({ proto }) => proto)).not.toContain(mode)

  const dropped = runInLab('two-subnets', [PATCH('{"vxlanPort":8472,"wireguardListeningPort":61820}'), ...switched, ['fabric', `ebtables -A FORWARD -p IPv4 --ip-proto 17 --ip-dport ${port} -j DROP`], PING])
  const [index = -1] = packetDrops(dropped.trace, dropped.records.at(-1)?.firstEntry ?? 0, dropped.trace.entryCount)
  const drop = explainDrop(dropped.trace, index, inventoryOf(dropped.session.network))
  expect(drop?.cure).toContain(`Let ${mode === 'vxlan' ? 'VXLAN' : 'WireGuard'} (UDP port ${port}) pass`)
  expect(drop?.proofs.map(({ command }) => command)).toContain(`tcpdump -nni eth0 udp port ${port}`)
})
