import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inventoryOf } from '../model/inventory-of'
import { LabSession } from '../session/lab-session'
import { COMMAND_NAMES } from '../shell/commands'
import { Trace } from '../trace/trace'
import { stepProofs } from './step-proofs'

/** All proofs of a ping between two pods, and the lab that they were made in. */
function proofsOf(mode: 'ipip' | 'vxlan' | 'wireguard', target = '172.16.158.16') {
  const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text }], { seed: 1 })
  if (!session) throw new Error('refused')
  session.change({ ...session.settings, mode }, [])
  const ran = session.run('pod-w0-b', `ping -c 1 ${target}`)
  if (!ran.ok) throw new Error(ran.error)
  const trace = new Trace()
  for (const { blocks, facts } of ran.value.parts) {
    for (const block of blocks) trace.append(block)
    trace.appendFactChanges(facts)
  }
  const inventory = inventoryOf(session.network)
  const proofs = Array.from({ length: trace.entryCount }, (_, index) => stepProofs(trace, index, inventory)).flat()
  return { session, proofs }
}

describe('what a person types on the real node', () => {
  test.each(['ipip', 'vxlan', 'wireguard'] as const)('runs here too, at every step in mode %s', (mode) => {
    const { session, proofs } = proofsOf(mode)
    const commands = new Map(proofs.flatMap((proof) => (proof.kind === 'command' ? [[`${proof.place} ${proof.command}`, proof] as const] : [])))
    expect(commands.size).toBeGreaterThan(8)
    for (const { place, command } of commands.values()) {
      expect(COMMAND_NAMES).toContain(command.split(' ')[0])
      const ran = session.run(place, command)
      expect([command, ran.ok && ran.value.record.exit]).toEqual([command, 0])
    }
  })

  test('asks the route as the kernel was asked, and names the tunnel, the rule and the interface', () => {
    const typed = (mode: 'ipip' | 'vxlan' | 'wireguard', target?: string) => proofsOf(mode, target).proofs.map(({ place, command }) => `${place}$ ${command}`)
    const ipip = typed('ipip')
    expect(ipip).toContain('pod-w0-b$ ip route get 172.16.158.16')
    expect(ipip.some((line) => /^k8s-w0\$ ip route get 172\.16\.158\.16 from 172\.16\.34\.9 iif cali[0-9a-f]{11}$/.test(line))).toBe(true)
    expect(ipip).toContain('k8s-w1$ ip -d link show dev tunl0')
    expect(ipip).toContain('k8s-w0$ tcpdump -nni eth0 ip proto 4')
    expect(typed('vxlan')).toContain('k8s-w0$ bridge fdb show dev vxlan.calico')
    expect(typed('wireguard')).toContain('k8s-w1$ wg show wireguard.cali')
    expect(typed('ipip', '8.8.8.8')).toContain('k8s-w0$ iptables -t nat -nvL cali-nat-outgoing')
  })
})
