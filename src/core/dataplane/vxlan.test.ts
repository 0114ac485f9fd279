import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LabSession } from '../session/lab-session'
import { decodeFrame } from '../trace/decode'
import { Trace } from '../trace/trace'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')

test('a VTEP that is down listens at no port: who sends to it is told so, and its forwarding entries stay', () => {
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed: 1 })
  const trace = new Trace()
  /** What the command printed, and the ICMP errors that left by k8s-w1's card meanwhile. */
  const run = (netns: string, command: string): { readonly output: string; readonly errors: readonly string[] } => {
    const ran = session?.run(netns, command)
    if (ran?.ok !== true) throw new Error(command)
    const from = trace.entryCount
    for (const { blocks, facts } of ran.value.parts) {
      for (const block of blocks) trace.append(block)
      trace.appendFactChanges(facts)
    }
    const errors = Array.from({ length: trace.entryCount - from }, (_, i) => trace.entry(from + i)).flatMap(({ kind, netns: at, frame }) => {
      const last = kind === 'hop.out' && session?.network.namespaces[at]?.name === 'k8s-w1' ? decodeFrame(trace.frameBytes(frame), 'ethernet').at(-1) : undefined
      return last?.proto === 'icmp' && last.name.endsWith('unreachable') ? [last.name] : []
    })
    return { output: ran.value.record.stdout, errors }
  }
  run('k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}'`)
  const ping = 'ping -n -c 1 -W 1 172.16.158.16'
  const working = run('pod-w0-b', ping)
  expect(working.output).toContain(' 1 received')
  expect(working.errors).toEqual([])
  const entries = run('k8s-w1', 'bridge fdb show dev vxlan.calico').output
  run('k8s-w1', 'ip link set vxlan.calico down')
  const without = run('pod-w0-b', ping)
  expect(without.output).toContain(' 0 received')
  expect(without.errors).toEqual(['port-unreachable'])
  expect(run('k8s-w1', 'bridge fdb show dev vxlan.calico').output).toBe(entries)
})
