import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ENCAPSULATION_MODES } from '../model/encapsulation'
import type { LabSettings } from '../model/lab-settings'
import { inventoryOf } from '../model/inventory-of'
import { LabSession } from '../session/lab-session'
import { Trace } from '../trace/trace'
import { clockEndNs, placeAt } from './flow-clock'
import { flowColumn } from './flow-column'
import type { FlowColumn } from './flow-column'

/** One ping in each mode, all in one trace. */
let columns: readonly FlowColumn[]

beforeAll(() => {
  columns = columnsOf('ping -c 1 172.16.158.16')
})

function columnsOf(command: string, before?: readonly [netns: string, command: string], settings: Partial<LabSettings> = {}, source = 'pod-w0-b'): readonly FlowColumn[] {
  const text = readFileSync(join(import.meta.dirname, '../../../public/labs/two-subnets.yaml'), 'utf8')
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text }], { seed: 1 })
  if (!session) throw new Error('the built-in lab does not load')
  const trace = new Trace()
  const flows = ENCAPSULATION_MODES.map((mode) => {
    session.change({ ...session.settings, ...settings, mode }, [])
    const run = (netns: string, line: string) => {
      const ran = session.run(netns, line)
      if (!ran.ok) throw new Error(ran.error)
      for (const part of ran.value.parts) {
        for (const block of part.blocks) trace.append(block)
        trace.appendFactChanges(part.facts)
      }
      return ran
    }
    if (before) run(...before)
    const ran = run(source, command)
    const drawnOn = inventoryOf(session.network)
    const from = drawnOn.namespaces.findIndex(({ name }) => name === source)
    return { ...ran.value.record, from, drawnOn, under: session.settings, faults: [], changes: [] }
  })
  // what came later changes nothing of what was
  return flows.map((flow) => flowColumn(trace, flow))
}

describe('one ping in four modes, side by side', () => {
  it('is drawn where it leaves the node, every byte of the frame in one part', () => {
    expect(columns.map(({ place }) => place)).toEqual(Array(4).fill('k8s-w0 eth0'))
    for (const { parts, wire } of columns) expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(wire?.bytes)
    expect(columns.map(({ wire }) => wire?.bytes)).toEqual([98, 118, 148, 170])
  })

  it('begins with what the mode puts in front of the pod’s own packet', () => {
    expect(columns.map(({ frontBytes }) => frontBytes)).toEqual([14, 34, 64, 58])
    expect(columns.map(({ outer }) => outer)).toEqual([undefined, { ttl: '63', dontFragment: true }, { ttl: '64', dontFragment: false }, { ttl: '64', dontFragment: false }])
  })

  it('says what each mode leaves for pods', () => {
    expect(columns.map(({ podMtuBytes }) => podMtuBytes)).toEqual([9001, 8981, 8951, 8941])
    expect(columns.map(({ mode }) => mode)).toEqual(ENCAPSULATION_MODES)
    expect(columns.every(({ isLost }) => !isLost)).toBe(true)
  })

  it('goes on one clock from the packet to its answer; zero is where the stack is drawn', () => {
    for (const { clock } of columns) {
      expect(clock.hops[0]?.place).toBe('pod-w0-b eth0')
      expect(clock.hops.at(-1)?.place).toBe('pod-w0-b eth0')
      expect(clock.hops.some(({ timeNs, place }) => timeNs === 0 && place === 'k8s-w0 eth0')).toBe(true)
      expect(placeAt(clock, (clock.hops[0]?.timeNs ?? 0) - 1)).toBeUndefined()
      expect(placeAt(clock, 0)).toBe('k8s-w0 eth0')
      clock.legs.slice(1).forEach((leg, index) => expect(leg.fromNs).toBe(clock.legs[index]?.toNs))
      expect(clock.legs.filter(({ kind }) => kind === 'answering')).toHaveLength(1)
    }
    const wrapped = columns.map(({ clock }) => clock.legs.find(({ kind }) => kind === 'wrapped')?.fromNs)
    expect(wrapped).toEqual([undefined, 0, 0, 0])
    const waiting = columns.map(({ clock }) => clock.legs.filter(({ kind }) => kind === 'shaking').map(({ toNs }) => toNs))
    expect(waiting).toEqual([[], [], [], [0]])
  })

  it('tells both ways where they differ, each stretch of the clock by what wraps the packet there', () => {
    const [direct, ipip, vxlan] = columnsOf('ping -c 1 172.16.158.16', ['k8s-w0', 'ip route del 172.16.158.0/24'])
    expect([direct?.otherBack, ipip?.otherBack?.frame.mode, vxlan?.otherBack?.frame.mode]).toEqual([undefined, 'ipip', 'vxlan'])
    expect(vxlan?.otherBack).toMatchObject({ place: 'k8s-w1 eth0', frame: { bytes: 148 }, outer: { ttl: '64', dontFragment: false } })
    for (const back of [ipip?.otherBack, vxlan?.otherBack]) expect(back?.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(back?.frame.bytes)
    expect([ipip?.otherBack?.frontBytes, vxlan?.otherBack?.frontBytes]).toEqual([34, 64])
    expect([vxlan?.ranUnder, vxlan?.mode]).toEqual(['vxlan', 'direct'])
    expect(vxlan?.clock.legs.flatMap(({ kind, mode }) => (kind === 'wrapped' ? [mode] : []))).not.toContain('direct')
    expect(columns.every(({ otherBack }) => otherBack === undefined)).toBe(true)
  })

  it('says how long the first of them waited for ARP, and WireGuard for its handshake: without that all take what they take', () => {
    expect(columns.map(({ waits }) => waits.arpNs)).toEqual([57_000, 0, 0, 0])
    expect(columns.map(({ waits }) => waits.handshakeNs > 0)).toEqual([false, false, false, true])
    const asking = columns.map(({ clock }) => clock.legs.filter(({ kind }) => kind === 'asking').length)
    expect(asking).toEqual([3, 0, 0, 0])
    const [cold, again] = [columns[0], columnsOf('ping -c 1 172.16.158.16', ['pod-w0-b', 'ping -c 1 172.16.158.16'])[0]]
    expect((cold?.durationNs ?? 0) - (cold?.waits.arpNs ?? 0)).toBe(again?.durationNs)
  })

  it('tells of the first packet alone, also where it is lost and others follow', () => {
    for (const { clock, isLost } of columnsOf('ping -c 2 -W 1 172.16.158.16', ['router', 'iptables -A FORWARD -j DROP'])) {
      expect(isLost).toBe(true)
      const sent = clock.hops.filter(({ isHandshake }) => !isHandshake)
      expect(new Set(sent.map(({ packet }) => packet)).size).toBe(1)
      expect(sent.at(-1)?.timeNs).toBeLessThan(1_000_000)
      expect(clock.dropsNs).toHaveLength(1)
      expect(clock.dropsNs[0]).toBe(clockEndNs(clock))
      expect(clock.legs.at(-1)?.toNs).toBe(clock.dropsNs[0])
    }
    for (const { clock } of columns) expect(clock.dropsNs).toEqual([])
  })
})

it('names CrossSubnet, and says where it leaves a packet unwrapped because it stays inside a subnet', () => {
  const across = columnsOf('ping -c 1 172.16.158.16', undefined, { scope: 'cross-subnet' })
  expect(across.map(({ modeName }) => modeName)).toEqual(['Direct', 'IPIP, CrossSubnet', 'VXLAN, CrossSubnet', 'WireGuard'])
  expect(across.map(({ isInsideSubnet }) => isInsideSubnet)).toEqual([false, false, false, false])
  const inside = columnsOf('ping -c 1 172.16.184.20', undefined, { scope: 'cross-subnet' }, 'pod-w1-a')
  expect(inside.map(({ isInsideSubnet }) => isInsideSubnet)).toEqual([false, true, true, false])
})
