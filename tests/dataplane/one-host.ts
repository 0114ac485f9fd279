import { required } from '../../src/core/base/assert'
import { Rng } from '../../src/core/base/rng'
import type { Device, Receiver } from '../../src/core/dataplane/device'
import { CONSTANT_DRAWS } from '../../src/core/dataplane/kernel-draws'
import type { Environment, TimerHandle } from '../../src/core/dataplane/environment'
import { arrive } from '../../src/core/dataplane/link-input'
import type { Netns } from '../../src/core/dataplane/netns'
import { SkbPool } from '../../src/core/dataplane/skb'
import type { Skb } from '../../src/core/dataplane/skb'
import { KeyRing } from '../../src/core/dataplane/wireguard/key-ring'
import { buildNetns } from '../../src/core/engine/build-netns'
import type { BuiltNetns } from '../../src/core/engine/build-netns'
import type { NetnsSpec } from '../../src/core/model/netns-spec'
import { decodeFrame } from '../../src/core/trace/decode'
import { DROP_REASONS } from '../../src/core/trace/entry-kinds'
import type { EntryKind } from '../../src/core/trace/entry-kinds'
import { FactLog } from '../../src/core/trace/fact-log'
import type { Layer } from '../../src/core/trace/layers'
import { Recorder } from '../../src/core/trace/recorder'
import { Trace } from '../../src/core/trace/trace'
import type { TraceEntry } from '../../src/core/trace/trace'

interface Timer extends TimerHandle {
  readonly atNs: number
  readonly fire: () => void
}

/** A kernel tick at HZ=250. */
const TICK_NS = 4e6

/** A frame that left by an Ethernet link. */
export interface SentFrame {
  readonly link: string
  readonly bytes: Uint8Array
  readonly layers: readonly Layer[]
}

/** One namespace on its own, run by hand: frames are put in at its links, and those that leave are kept. Timers fire at the tick after they are due, not later. */
export class OneHost implements Environment {
  nowNs = 1e9
  readonly recorder = new Recorder()
  readonly facts = new FactLog(() => this.recorder.entryCount)
  readonly pool = new SkbPool()
  readonly rng = new Rng(1)
  readonly draws = CONSTANT_DRAWS
  readonly keyRing = new KeyRing()
  readonly packetsWait = false
  softirqsOff = 0
  readonly built: BuiltNetns
  readonly netns: Netns
  private readonly trace = new Trace()
  private readonly backlog: { readonly receiver: Receiver; readonly skb: Skb }[] = []
  private timers: Timer[] = []
  private sent: SentFrame[] = []

  constructor(spec: NetnsSpec) {
    this.built = buildNetns(0, spec, this, { ethernetTransmit: () => (device, skb) => this.keep(device, skb), reservedInterfaceId: () => undefined })
    this.netns = this.built.netns
  }

  device(name: string): Device {
    return required(this.netns.device(name), name)
  }

  /** A frame comes in by a link, and all that follows at once happens. */
  receive(link: string, frame: Uint8Array): void {
    const skb = this.pool.take(frame.length)
    skb.data.set(frame, skb.start)
    arrive(this.device(link), skb)
    this.settle()
  }

  /** Lets time pass; what is due within it happens. */
  wait(seconds: number): void {
    const untilNs = this.nowNs + seconds * 1e9
    for (;;) {
      const due = this.timers.filter((timer) => !timer.cancelled && timer.atNs <= untilNs).sort((x, y) => x.atNs - y.atNs)[0]
      if (due === undefined) break
      this.timers = this.timers.filter((timer) => timer !== due)
      this.nowNs = Math.max(this.nowNs, due.atNs)
      due.fire()
      this.settle()
    }
    this.nowNs = untilNs
  }

  settle(): void {
    for (let next = this.backlog.shift(); next !== undefined; next = this.backlog.shift()) next.receiver.receive(next.skb)
  }

  /** The frames sent since the last call. */
  takeSent(): readonly SentFrame[] {
    const { sent } = this
    this.sent = []
    return sent
  }

  entries(kind?: EntryKind): readonly TraceEntry[] {
    for (const block of this.recorder.drain()) this.trace.append(block)
    this.trace.appendFactChanges(this.facts.drain())
    const all = Array.from({ length: this.trace.entryCount }, (_, i) => this.trace.entry(i))
    return kind === undefined ? all : all.filter((entry) => entry.kind === kind)
  }

  /** The reasons of what was dropped, in order. */
  drops(): readonly string[] {
    return this.entries('packet.dropped').map(({ c }) => DROP_REASONS[c] ?? '?')
  }

  startTimer(atNs: number, fire: () => void): TimerHandle {
    const timer: Timer = { atNs: (Math.floor(Math.max(atNs, this.nowNs) / TICK_NS) + 1) * TICK_NS, fire, cancelled: false }
    this.timers.push(timer)
    return timer
  }

  receiveLater(receiver: Receiver, skb: Skb): void {
    this.backlog.push({ receiver, skb })
  }

  pollLater(receiver: Receiver, skb: Skb): void {
    this.receiveLater(receiver, skb)
  }

  whenReceived(run: () => void): void {
    run()
  }

  workLater(work: () => void): void {
    work()
  }

  handshakeLater(work: () => void): void {
    work()
  }

  workOffPackets(): void {
    this.settle()
  }

  private keep(device: Device, skb: Skb): void {
    const bytes = skb.data.slice(skb.start, skb.end)
    this.sent.push({ link: device.name, bytes, layers: decodeFrame(bytes, 'ethernet') })
    this.pool.release(skb)
  }
}
