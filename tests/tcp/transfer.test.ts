import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import { Rng } from '../../src/core/base/rng'
import type { TcpSocket } from '../../src/core/engine/kernel-api'
import { RIGHT, TwoHosts, PROGRAM } from './two-hosts'
import type { Fate, TwoHostsOptions } from './two-hosts'

const PORT = 8080
const MOST_STEPS = 20_000

interface Conversation {
  readonly requestBytes: number
  readonly replyBytes: number
}

/** A program's side of a conversation: writes all it has, ends, and collects what comes. */
class Talker {
  readonly heard: number[] = []
  ending: 'none' | 'end' | 'error' = 'none'
  private said = 0

  constructor(
    readonly socket: TcpSocket,
    private readonly words: Uint8Array,
  ) {}

  /** Does what can be done now. */
  act(): void {
    while (this.socket.readable) {
      const received = this.socket.receive()
      if (received === undefined) break
      if (received.kind === 'data') this.heard.push(...received.bytes)
      else if (received.kind !== 'connected') this.ending = received.kind
    }
    if (this.ending === 'error') return
    while (this.said < this.words.length && this.socket.writable.readable) {
      const taken = this.socket.send(this.words.subarray(this.said))
      if (!taken.ok || taken.value === 0) break
      this.said += taken.value
    }
    if (this.said === this.words.length && this.socket.writable.readable) this.socket.shutdown()
    if (this.ending === 'end' && this.said === this.words.length) this.socket.close()
  }
}

/** Both sides speak at once; returns when both have heard the end, or nothing more happens. */
function converse(network: TwoHosts, { requestBytes, replyBytes }: Conversation): { readonly client: Talker; readonly server: Talker | undefined } {
  const listening = network.right.listen({ port: PORT }, PROGRAM)
  const opened = network.left.connect({ connectTo: { address: RIGHT, port: PORT } }, PROGRAM)
  if (!listening.ok || !opened.ok) throw new Error('no sockets')
  const client = new Talker(opened.value, wordsOf(requestBytes, 3))
  let server: Talker | undefined
  for (let i = 0; i < MOST_STEPS; i++) {
    client.act()
    const accepted = server === undefined ? listening.value.accept() : undefined
    if (accepted !== undefined) server = new Talker(accepted, wordsOf(replyBytes, 7))
    server?.act()
    const isOver = client.ending !== 'none' && server !== undefined && server.ending !== 'none'
    if (isOver || !network.step()) break
  }
  return { client, server }
}

/** Bytes that tell when one is missing or out of place. */
function wordsOf(count: number, step: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (i * step + (i >> 8)) & 255)
}

function expectAllHeard(network: TwoHosts, conversation: Conversation): void {
  const { client, server } = converse(network, conversation)
  const listener = required(server, 'an accepted connection')
  expect(client.ending).toBe('end')
  expect(listener.ending).toBe('end')
  expect(Buffer.from(listener.heard).equals(wordsOf(conversation.requestBytes, 3))).toBe(true)
  expect(Buffer.from(client.heard).equals(wordsOf(conversation.replyBytes, 7))).toBe(true)
}

/** Frames get lost, late or doubled at these rates out of a hundred. */
function roughness(seed: number, lost: number, late: number, doubled: number): () => Fate {
  const rng = new Rng(seed)
  return () => {
    const draw = rng.nextBelow(100)
    if (draw < lost) return 'is lost'
    if (draw < lost + late) return 'comes late'
    return draw < lost + late + doubled ? 'comes twice' : 'arrives'
  }
}

const sizes = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 150_000 }))
const mtus = fc.integer({ min: 600, max: 9001 })

describe('a TCP conversation', () => {
  it('brings every byte, in order, whatever the sizes and MTUs', () => {
    fc.assert(
      fc.property(sizes, sizes, mtus, mtus, fc.nat(), (requestBytes, replyBytes, leftMtuBytes, rightMtuBytes, seed) => {
        expectAllHeard(new TwoHosts({ seed, leftMtuBytes, rightMtuBytes }), { requestBytes, replyBytes })
      }),
      { numRuns: 40 },
    )
  })

  it('finds the MTU of a path narrower than both ends', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.integer({ min: 1500, max: 9001 }), fc.integer({ min: 600, max: 1500 }), fc.nat(), (requestBytes, replyBytes, mtuBytes, pathMtuBytes, seed) => {
        expectAllHeard(new TwoHosts({ seed, leftMtuBytes: mtuBytes, rightMtuBytes: mtuBytes, pathMtuBytes }), { requestBytes, replyBytes })
      }),
      { numRuns: 40 },
    )
  })

  it('survives loss, delay and doubling', () => {
    const rate = fc.integer({ min: 0, max: 12 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 60_000 }), mtus, rate, rate, rate, fc.nat(), (requestBytes, replyBytes, mtuBytes, lost, late, doubled, seed) => {
        const options: TwoHostsOptions = { seed, leftMtuBytes: mtuBytes, rightMtuBytes: mtuBytes, fate: roughness(seed, lost, late, doubled) }
        expectAllHeard(new TwoHosts(options), { requestBytes, replyBytes })
      }),
      { numRuns: 40 },
    )
  })
})

describe('a TCP connection that cannot be', () => {
  it('is refused where nobody listens', () => {
    const network = new TwoHosts({ seed: 1, leftMtuBytes: 1500, rightMtuBytes: 1500 })
    const opened = network.left.connect({ connectTo: { address: RIGHT, port: PORT } }, PROGRAM)
    expect(opened.ok && opened.value.receive()).toEqual({ kind: 'error', errno: { code: 'ECONNREFUSED' } })
  })

  it('times out after six more SYNs, each twice as patient, when nothing answers', () => {
    let syns = 0
    const network = new TwoHosts({
      seed: 1,
      leftMtuBytes: 1500,
      rightMtuBytes: 1500,
      fate: () => {
        syns++
        return 'is lost'
      },
    })
    const startNs = network.nowNs
    const opened = network.left.connect({ connectTo: { address: RIGHT, port: PORT } }, PROGRAM)
    if (!opened.ok) throw new Error('no socket')
    while (!opened.value.readable && network.step());
    expect(opened.value.receive()).toEqual({ kind: 'error', errno: { code: 'ETIMEDOUT' } })
    expect(syns).toBe(7)
    // 1 + 2 + 4 + … + 64 seconds; the timer wheel is up to an eighth late.
    expect((network.nowNs - startNs) / 1e9).toBeGreaterThanOrEqual(127)
    expect((network.nowNs - startNs) / 1e9).toBeLessThan(127 * 1.125)
  })

  it('is reset when data arrive that the program did not stay for', () => {
    const network = new TwoHosts({ seed: 1, leftMtuBytes: 1500, rightMtuBytes: 1500 })
    const listening = network.right.listen({ port: PORT }, PROGRAM)
    const opened = network.left.connect({ connectTo: { address: RIGHT, port: PORT } }, PROGRAM)
    if (!listening.ok || !opened.ok) throw new Error('no sockets')
    expect(opened.value.receive()).toEqual({ kind: 'connected' })
    opened.value.send(new Uint8Array(10))
    required(listening.value.accept(), 'a connection').close()
    network.workOffPackets()
    expect(opened.value.receive()).toEqual({ kind: 'error', errno: { code: 'ECONNRESET' } })
    expect(opened.value.send(new Uint8Array(1))).toEqual({ ok: false, error: { code: 'EPIPE' } })
  })
})
