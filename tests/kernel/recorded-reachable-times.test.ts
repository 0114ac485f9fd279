import { expect, test } from 'vitest'
import { recordedReachableTimes } from './recorded-reachable-times'
import type { RecordedFlow, RecordedHop } from './recordings'
import { loadRecording } from './recordings'

const SECOND_US = 1e6
const [OWN, OTHER] = ['02:00:00:00:00:01', '02:00:00:00:00:02']

function arp(dir: 'in' | 'out', seconds: number, op: 'request' | 'reply'): RecordedHop {
  const [src, dst] = dir === 'out' ? [OWN, OTHER] : [OTHER, OWN]
  const layer = { proto: 'arp', op, sender_mac: src, sender_ip: '10.0.0.1', target_mac: dst, target_ip: '10.0.0.2' } as const
  return { ns: 'node', iface: 'eth0', dir, t_us: seconds * SECOND_US, len: 42, frame: 1, layers: [{ proto: 'eth', src, dst, type: '0x0806' }, layer] }
}

function packet(seconds: number): RecordedHop {
  const ip = { proto: 'ipv4', src: '10.0.0.1', dst: '10.0.0.2', ttl: 64, protocol: 1, tos: 0, total_len: 84, id: 1, df: false } as const
  return { ns: 'node', iface: 'eth0', dir: 'out', t_us: seconds * SECOND_US, len: 98, frame: 1, layers: [{ proto: 'eth', src: OWN, dst: OTHER, type: '0x0800' }, ip] }
}

/** Seconds, as the recording of one flow of 60 s tells them at a moment of it. */
function reachableSeconds(hops: readonly RecordedHop[], link = 'eth0'): number {
  const flow: RecordedFlow = { flow: 'x', n: 1, description: '', flushed_before: true, steps: [], before: [], after: [], counters: {}, t0_epoch_ns: '0', t1_epoch_ns: String(60e9), hops }
  return recordedReachableTimes({ ...loadRecording('direct-1500'), flows: [flow] }, Number)({ netns: 'node', link, nowNs: 1e9 }) / 1e9
}

test('a neighbour that rested for long and is not asked tells that the kernel drew a long reachable time', () => {
  const rested = [arp('in', 0, 'reply'), packet(0), packet(45)]
  expect(reachableSeconds(rested)).toBe(45)
  expect(reachableSeconds(rested, 'eth1')).toBe(30)
  expect(reachableSeconds([...rested, arp('out', 50, 'request')])).toBe(30)
})

test('one that rested shortly and is asked tells of a short one', () => {
  const rested = [arp('in', 0, 'reply'), packet(0), packet(20)]
  expect(reachableSeconds([...rested, arp('out', 25, 'request')])).toBe(15)
  expect(reachableSeconds(rested)).toBe(30)
})

test('nothing is told where the recording ends before the neighbour could be asked', () => {
  expect(reachableSeconds([arp('in', 0, 'reply'), packet(0), packet(56)])).toBe(30)
})
