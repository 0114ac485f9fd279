import { describe, expect, test } from 'vitest'
import { parseIpv4 } from '../../src/core/wire/ipv4-address'
import { recordedDraws } from './recorded-draws'
import type { RecordedFlow, RecordedHop, Recording } from './recordings'
import { loadRecording } from './recordings'

const TICK_NS = 4e6
const SECOND_NS = 1e9
const [HERE, THERE] = ['192.168.10.101', '192.168.20.100']

function message(ns: string, atNs: number, name: string, receiverIndex?: string): RecordedHop {
  const [src, dst] = ns === 'k8s-w1' ? [HERE, THERE] : [THERE, HERE]
  const wireguard = { proto: 'wireguard', type: 4, name, reserved: '000000', len: 32, ...(receiverIndex === undefined ? {} : { receiver_index: receiverIndex }) } as const
  const ip = { proto: 'ipv4', src, dst, ttl: 64, protocol: 17, tos: 0, total_len: 60, id: 1, df: false } as const
  return { ns, iface: 'eth0', dir: 'out', t_us: atNs / 1000, len: 74, frame: 1, layers: [{ proto: 'eth', src: '', dst: '', type: '0x0800' }, ip, wireguard] }
}

/** Flows of the shipped lab's nodes, by when they begin and end; hops by their time in the run. */
function draws(...flows: readonly { readonly fromNs: number; readonly toNs: number; readonly hops: readonly RecordedHop[] }[]) {
  const shipped = loadRecording('wireguard-1500')
  const recorded = flows.map(({ fromNs, toNs, hops }): RecordedFlow => {
    const moved = hops.map((hop) => ({ ...hop, t_us: hop.t_us - fromNs / 1000 }))
    return { flow: 'x', n: 1, description: '', flushed_before: true, steps: [], before: [], after: [], counters: {}, t0_epoch_ns: String(fromNs), t1_epoch_ns: String(toNs), hops: moved }
  })
  const recording: Recording = { ...shipped, flows: recorded }
  return recordedDraws(recording, Number)
}

describe('the delay that a recorded kernel drew for a handshake', () => {
  // Set at 1.024 s, five seconds: at 6.144 s with up to 30 ticks, at 6.400 s with more.
  const timer = { netns: 'k8s-w1', endpointAddress: parseIpv4(THERE), nowNs: 1.024 * SECOND_NS, delayNs: 5 * SECOND_NS }
  const firesAtNs = (ticks: number): number => (Math.floor((256 + 1250 + ticks) / 64) + 1) * 64 * TICK_NS

  test('leads to the tick after which the node began one', () => {
    const early = message('k8s-w1', 6.1446 * SECOND_NS, 'handshake-initiation')
    const late = message('k8s-w1', 6.4006 * SECOND_NS, 'handshake-initiation')
    for (const [hop, tickNs] of [[early, 6.144e9], [late, 6.4e9]] as const) {
      expect(firesAtNs(draws({ fromNs: 0, toNs: 10 * SECOND_NS, hops: [hop] }).rekeyJitterTicks(timer))).toBe(tickNs)
    }
  })

  test('leads between two flows when the nodes talk by a new session after them', () => {
    const before = message('k8s-w1', 0.5 * SECOND_NS, 'transport-data', 'a')
    const first = { fromNs: 0, toNs: 6 * SECOND_NS, hops: [before] }
    const next = (index: string) => ({ fromNs: 6.3 * SECOND_NS, toNs: 9 * SECOND_NS, hops: [message('k8s-w1', 6.31 * SECOND_NS, 'transport-data', index)] })
    expect(firesAtNs(draws(first, next('b')).rekeyJitterTicks(timer))).toBe(6.144e9)
    expect(firesAtNs(draws(first, next('a')).rekeyJitterTicks(timer))).toBe(6.4e9)
  })

  test('gives the answer the most time when nothing was seen', () => {
    expect(firesAtNs(draws({ fromNs: 0, toNs: 10 * SECOND_NS, hops: [] }).rekeyJitterTicks(timer))).toBe(6.4e9)
  })
})
