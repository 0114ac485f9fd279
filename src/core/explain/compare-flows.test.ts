import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FaultRef } from '../model/fault'
import { inventoryOf } from '../model/inventory-of'
import type { LabSettings } from '../model/lab-settings'
import { LabSession } from '../session/lab-session'
import { Trace } from '../trace/trace'
import { compareFlows } from './compare-flows'
import type { ComparedFlow } from './flow-measure'
import { sentenceText } from './sentence'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')

/** One lab in which the same ping is repeated after each change. */
function repeating(from: string, command: string) {
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed: 1 })
  if (!session) throw new Error('refused')
  const trace = new Trace()
  const after = (change: Partial<LabSettings>, faults: readonly FaultRef[] = []): ComparedFlow => {
    const changed = session.change({ ...session.settings, ...change }, faults)
    const ran = session.run(from, command)
    if (!changed.ok || !ran.ok) throw new Error('not run')
    for (const part of ran.value.parts) {
      for (const block of part.blocks) trace.append(block)
      trace.appendFactChanges(part.facts)
    }
    const inventory = inventoryOf(session.network)
    return { ...ran.value.record, from: inventory.namespaces.findIndex(({ name }) => name === from), drawnOn: inventory, under: session.settings, faults: session.faults, changes: session.changes }
  }
  return { after, compare: (one: ComparedFlow, other: ComparedFlow) => sentenceText(compareFlows(trace, one, other)) }
}

describe('one flow in two states of a lab', () => {
  it('says what the network’s MTU was, and what Calico makes of it for pods', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 172.16.158.16')
    const [ofFile, small] = [after({}), after({ mtuBytes: 1500 })]
    expect(compare(ofFile, small)).toContain('MTU 1,500 instead of 9,001 (pods 1,480 instead of 8,981): ')
    expect(compare(small, ofFile)).toContain('MTU 9,001 instead of 1,500 (pods 8,981 instead of 1,480): ')
  })

  it('says what a mode adds and takes away', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 172.16.158.16')
    const [ipip, vxlan, direct] = [after({}), after({ mode: 'vxlan' }), after({ mode: 'direct' })]
    expect(compare(ipip, vxlan)).toBe('VXLAN instead of IPIP: 148 B on the wire instead of 118 (+30), around the packet IPv4 / UDP / VXLAN / Ethernet instead of IPv4.')
    expect(compare(ipip, direct)).toBe('Direct instead of IPIP: 16 hops instead of 20, 98 B on the wire instead of 118 (−20), no envelope any more.')
    // what WireGuard asks once is none of the flow's own hops
    const wireguard = after({ mode: 'wireguard' })
    expect(compare(direct, wireguard)).toMatch(/^WireGuard instead of Direct: 20 hops instead of 16, 8 hops more for the handshake \(once\), 170 B on the wire instead of 98/)
    expect(compare(wireguard, after({ mode: 'wireguard' }))).toMatch(/nothing changes for this flow. As before: 20 hops/)
    expect(compare(direct, vxlan)).toContain('around the packet IPv4 / UDP / VXLAN / Ethernet.')
  })

  it('puts the verdict first, with its place and reason', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 172.16.158.16')
    const [good, azure] = [after({}), after({ fabric: 'azure' })]
    expect(compare(good, azure)).toMatch(/^Fabric Azure instead of On-prem: dropped at lan-b: the fabric does not let it through \(was answered\), \d hops instead of 20\.$/)
    expect(compare(azure, good)).toMatch(/^Fabric On-prem instead of Azure: answered \(was dropped at lan-b\), /)
    const broken = after({ fabric: 'on-prem' }, [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }])
    expect(compare(good, broken)).toMatch(/^With ip_forward 0 on k8s-w1: dropped at k8s-w1: ip_forward is 0 \(was answered\)/)
  })

  it('looks at both ways, and says which of them changed', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 172.16.158.16')
    const noRow: readonly FaultRef[] = [{ kind: 'route-removed', place: 'k8s-w0', object: '172.16.158.0/24' }]
    const [good, bareThere, vxlanBack] = [after({}), after({}, noRow), after({ mode: 'vxlan' }, noRow)]
    expect(compare(good, bareThere)).toBe('With no route to 172.16.158.0/24 on k8s-w0: 18 hops instead of 20; there 98 B on the wire instead of 118 (−20), no envelope any more; back as before 118 B on the wire, around the packet IPv4.')
    expect(compare(bareThere, vxlanBack)).toBe('VXLAN instead of IPIP: there as before 98 B on the wire, nothing around the packet; back 148 B on the wire instead of 118 (+30), around the packet IPv4 / UDP / VXLAN / Ethernet instead of IPv4.')
    expect(compare(bareThere, after({ mode: 'ipip' }, noRow))).toBe('Once more: nothing changes for this flow. As before: 18 hops, there 98 B on the wire, nothing around the packet, back 118 B on the wire, around the packet IPv4, answered.')
  })

  it('counts all fragments of a packet, or of its envelope, that leaves in more frames than before', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 -M dont -s 1400 172.16.158.16')
    const [roomy, tight] = [after({ mode: 'direct' }), after({ mode: 'vxlan', mtuBytes: 1400 })]
    expect(compare(roomy, tight)).toMatch(/: 40 hops instead of 16, 1,576 B on the wire in 2 frames instead of 1,442 \(\+134\), around the packet/)
  })

  it('says so where it is the answer that is dropped', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 172.16.158.16')
    const noRow: readonly FaultRef[] = [{ kind: 'route-removed', place: 'k8s-w0', object: '172.16.158.0/24' }]
    expect(compare(after({}, noRow), after({ fabric: 'azure' }, noRow))).toMatch(/^Fabric Azure instead of On-prem: answer dropped at lan-a: the fabric does not let it through \(was answered\), \d+ hops instead of 18\.$/)
  })

  it('says which addresses are on the wire, where NAT alone changed', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 8.8.8.8')
    expect(compare(after({}), after({ natOutgoing: false }))).toBe('natOutgoing off: 172.16.34.9 → 8.8.8.8 on the wire instead of 192.168.20.100 → 8.8.8.8.')
  })

  it('says why a pod is not touched by what it does not ask for', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 172.16.158.16')
    const text = compare(after({}), after({}, [{ kind: 'proxy-arp-off', place: 'k8s-w0', object: 'cali1e4b888c848' }]))
    expect(text).toMatch(/nothing changes for this flow\. As before: .*answered\. pod-w0-b still knows the MAC of 169\.254\.1\.1 and does not ask: ip neigh flush all there makes it\.$/)
  })

  it('says so when the change does not touch the flow', () => {
    const { after, compare } = repeating('pod-w1-a', 'ping -c 1 172.16.158.17')
    const text = compare(after({}), after({ mode: 'vxlan' }))
    expect(text).toMatch(/^VXLAN instead of IPIP: nothing changes for this flow\. As before: \d+ hops, answered\.$/)
  })

  it('leaves ARP out: a repetition with warm caches is the same flow', () => {
    const { after, compare } = repeating('pod-w0-b', 'ping -c 1 172.16.158.16')
    expect(compare(after({}), after({}))).toBe('Once more: nothing changes for this flow. As before: 20 hops, 118 B on the wire, answered.')
  })
})
