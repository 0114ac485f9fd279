import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import type { TcpSocket } from '../../src/core/engine/kernel-api'
import { readSegment, tcpHeaderAt } from '../../src/core/engine/tcp/segment'
import type { Segment } from '../../src/core/engine/tcp/segment'
import { LEFT, RIGHT, TwoHosts, PROGRAM } from './two-hosts'

const MS = 1e6
/** A segment as it leaves its sender. */
interface Seen {
  readonly segment: Segment
  readonly atNs: number
}

/** A connection from left to right over Ethernet; `loses` says which of left's data segments vanish, by number from 0. */
function connect(loses: (dataSegment: number) => boolean = () => false): { network: TwoHosts; client: TcpSocket; server: TcpSocket; seen: Seen[] } {
  const seen: Seen[] = []
  let links = 0
  let dataSegments = 0
  const network: TwoHosts = new TwoHosts({
    seed: 1,
    leftMtuBytes: 1500,
    rightMtuBytes: 1500,
    fate: (skb) => {
      const segment = readSegment(skb, tcpHeaderAt(skb))
      const isFirstLink = skb.data[skb.network + 8] === 64
      links++
      if (!isFirstLink) return 'arrives'
      seen.push({ segment, atNs: network.nowNs })
      if (segment.source !== LEFT || segment.data.length === 0) return 'arrives'
      return loses(dataSegments++) ? 'is lost' : 'arrives'
    },
  })
  const listening = network.right.listen({ port: 80 }, PROGRAM)
  const opened = network.left.connect({ connectTo: { address: RIGHT, port: 80 } }, PROGRAM)
  if (!listening.ok || !opened.ok) throw new Error('no sockets')
  expect(opened.value.receive()).toEqual({ kind: 'connected' })
  expect(links).toBeGreaterThanOrEqual(6)
  const server = required(listening.value.accept(), 'a connection')
  seen.length = 0
  return { network, client: opened.value, server, seen }
}

const dataOf = (seen: readonly Seen[], source: number): readonly Seen[] => seen.filter(({ segment }) => segment.source === source && segment.data.length > 0)

function drain(socket: TcpSocket): number {
  let total = 0
  for (;;) {
    const received = socket.receive()
    if (received?.kind !== 'data') return total
    total += received.bytes.length
  }
}

function runFor(network: TwoHosts, milliseconds: number): void {
  const endNs = network.nowNs + milliseconds * MS
  while (network.nowNs < endNs && network.step());
}

describe('a sender', () => {
  it('hands over half of its first window of ten segments at once', () => {
    const { client, seen } = connect()
    const taken = client.send(new Uint8Array(40_000))
    expect(taken).toEqual({ ok: true, value: 40_000 })
    const beforeAck = seen.findIndex(({ segment }) => segment.source === RIGHT)
    // So that acknowledgments keep coming (tcp_cwnd_test).
    expect(seen.slice(0, beforeAck).length).toBe(5)
    expect(new Set(seen.filter(({ segment }) => segment.source === LEFT).map(({ segment }) => segment.data.length))).toEqual(new Set([1448, 40_000 % 1448]))
  })

  it('holds a second small segment back until the first is acknowledged (Nagle)', () => {
    const { network, client, seen } = connect((n) => n === 0)
    client.send(new Uint8Array(10))
    client.send(new Uint8Array(20))
    expect(dataOf(seen, LEFT).map(({ segment }) => segment.data.length)).toEqual([10])
    runFor(network, 1000)
    expect(dataOf(seen, LEFT).map(({ segment }) => segment.data.length)).toContain(20)
  })

  it('marks the end of what the program wrote with PSH', () => {
    const { client, seen } = connect()
    client.send(new Uint8Array(3000))
    expect(dataOf(seen, LEFT).map(({ segment }) => (segment.flags & 8) !== 0)).toEqual([false, false, true])
  })

  it('sends a lost segment again long before the retransmission timer, once later ones are known to be there', () => {
    const { network, client, server, seen } = connect((n) => n === 1)
    const startNs = network.nowNs
    client.send(new Uint8Array(10_000))
    runFor(network, 20)
    expect(drain(server)).toBe(10_000)
    const sequences = dataOf(seen, LEFT).map(({ segment }) => segment.sequence)
    expect(sequences.length - new Set(sequences).size).toBe(1)
    expect(required(dataOf(seen, LEFT).at(-1), 'a segment').atNs - startNs).toBeLessThan(20 * MS)
  })

  it('probes for a lost tail, and repeats it after 200 ms, 400 ms and so on when nothing comes back', () => {
    const { network, client, seen } = connect(() => true)
    client.send(new Uint8Array(100))
    runFor(network, 3500)
    const times = dataOf(seen, LEFT).map(({ atNs }) => atNs / MS)
    const gaps = times.slice(1).map((time, i) => time - required(times[i], 'a time'))
    // The probe and the first timeout after some 200 ms each, then twice as long each time; timers come up to 1/8 late.
    for (const [i, expected] of [200, 200, 400, 800].entries()) {
      expect(gaps[i]).toBeGreaterThanOrEqual(expected)
      expect(gaps[i]).toBeLessThan(expected * 1.2 + 10)
    }
  })
})

describe('a receiver', () => {
  it('acknowledges the first data at once, in a dialogue only after 40 ms', () => {
    const { network, client, server, seen } = connect()
    client.send(new Uint8Array(10))
    expect(seen.filter(({ segment }) => segment.source === RIGHT).length).toBe(1)
    server.receive()
    server.send(new Uint8Array(10))
    drain(client)
    client.send(new Uint8Array(10))
    const startNs = network.nowNs
    seen.length = 0
    runFor(network, 60)
    const ack = required(seen.find(({ segment }) => segment.source === RIGHT), 'an acknowledgment')
    expect((ack.atNs - startNs) / MS).toBeGreaterThanOrEqual(39)
  })

  it('offers no more than its buffer, and goes on when the program has read', () => {
    const { network, client, server } = connect()
    let sent = 0
    const send = (): void => {
      while (client.writable.readable) {
        const taken = client.send(new Uint8Array(20_000))
        if (!taken.ok || taken.value === 0) return
        sent += taken.value
        if (sent > 400_000) return
      }
    }
    for (let i = 0; i < 200; i++) {
      send()
      network.step()
    }
    const held = sent
    expect(held).toBeLessThan(400_000)
    const first = server.receive(1_000_000)
    expect(first?.kind === 'data' && first.bytes.length).toBeLessThanOrEqual(131_072)
    runFor(network, 2000)
    expect(drain(server)).toBeGreaterThan(0)
  })
})

describe('closing', () => {
  it('goes FIN, ACK with FIN, ACK, and leaves the side that began waiting for a minute', () => {
    const { network, client, server, seen } = connect()
    client.close()
    expect(server.receive()).toEqual({ kind: 'end' })
    server.close()
    network.workOffPackets()
    expect(seen.map(({ segment }) => [segment.source === LEFT ? 'left' : 'right', segment.flags & ~8])).toEqual([
      ['left', 17],
      ['right', 17],
      ['left', 16],
    ])
    const again = network.left.connect({ port: client.port, connectTo: { address: RIGHT, port: 80 } }, PROGRAM)
    expect(again).toEqual({ ok: false, error: { code: 'EADDRINUSE' } })
    runFor(network, 70_000)
    expect(network.left.connect({ port: client.port, connectTo: { address: RIGHT, port: 80 } }, PROGRAM).ok).toBe(true)
  })
})

describe('a namespace that is built anew', () => {
  it('ends its connections with an error, and sends nothing more', () => {
    const { network, client, seen } = connect(() => true)
    client.send(new Uint8Array(10))
    network.left.abandon()
    seen.length = 0
    runFor(network, 5000)
    expect(seen).toEqual([])
    expect(client.receive()).toEqual({ kind: 'error', errno: { code: 'ENETDOWN' } })
  })
})
