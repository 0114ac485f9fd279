import type { Rng } from '../base/rng'
import type { DropReason, EntryKind } from '../trace/entry-kinds'
import { dropReasonIndex, entryKindIndex, HOP_IN, HOP_OUT } from '../trace/entry-kinds'
import type { FactLog } from '../trace/fact-log'
import type { Recorder } from '../trace/recorder'
import type { Device, Receiver } from './device'
import type { KernelDraws } from './kernel-draws'
import type { Netns } from './netns'
import type { Skb, SkbPool } from './skb'
import type { KeyRing } from './wireguard/key-ring'

/** What the namespaces share: one clock, one pool of buffers, one source of random numbers, one recorder. */
export interface Environment {
  nowNs: number
  /** Null when nothing is recorded. */
  readonly recorder: Recorder | null
  readonly facts: FactLog
  readonly pool: SkbPool
  readonly rng: Rng
  readonly draws: KernelDraws
  /** Secrets of WireGuard's handshakes. */
  readonly keyRing: KeyRing
  /** Calls back at the first timer tick at or after `atNs`, unless cancelled. */
  startTimer(atNs: number, fire: () => void): TimerHandle
  /** Queues a packet: the soft interrupt takes it in turn. */
  receiveLater(receiver: Receiver, skb: Skb): void
  /** As `receiveLater`, asked for by a kernel thread: it and all packets behind it wait for ksoftirqd to get the processor. */
  pollLater(receiver: Receiver, skb: Skb): void
  /** Whether the soft interrupt leaves what was sent to ksoftirqd, which has not run yet. */
  readonly packetsWait: boolean
  /** Calls back when no packet waits any more (the tasklet of TCP small queues). */
  whenReceived(run: () => void): void
  /** Gives a kernel thread work: it is done in turn, when no packet waits (queue_work on a bound workqueue). */
  workLater(work: () => void): void
  /** As `workLater`, on a thread that gets the processor when the others have nothing to do. */
  handshakeLater(work: () => void): void
  /**
   * Sections under way in which no soft interrupt begins (local_bh_disable): one that is at work itself, timers included, a
   * device that is being handed a packet, WireGuard's sending.
   */
  softirqsOff: number
  /** Something was sent: what waits for the soft interrupt comes before the sender goes on, unless soft interrupts are off (local_bh_enable). */
  workOffPackets(): void
}

export interface TimerHandle {
  cancelled: boolean
}

/** A frame leaves by the device, as a capture there sees it. Whether the device gets rid of it, its `transmit` counts. */
export function recordOut(device: Device, skb: Skb): void {
  recordHop(HOP_OUT, device, skb, device.netns.env.nowNs)
}

/** The device has sent the packet (dev_sw_netstats_tx_add, dev_lstats_add). */
export function countSent(device: Device, bytes: number): void {
  device.counters.txPackets++
  device.counters.txBytes += bytes
}

/** The device has taken a packet in. What counts as its bytes is the device's own affair: a tunnel counts what was inside. */
export function countReceived(device: Device, bytes: number): void {
  device.counters.rxPackets++
  device.counters.rxBytes += bytes
}

/** Both ends of a link that does not take a frame count it as dropped (veth_forward_skb, __dev_forward_skb2). */
export function countRefused(from: Device, to: Device): void {
  from.counters.txDropped++
  to.counters.rxDropped++
}

/** A frame arrives at the device, at the time that a capture there gives it. */
export function recordIn(device: Device, skb: Skb, atNs: number): void {
  skb.arrivedNs = atNs
  recordHop(HOP_IN, device, skb, atNs)
}

function recordHop(kind: number, device: Device, skb: Skb, atNs: number): void {
  const { env, taps } = device.netns
  if (taps.length > 0) for (const tap of taps) tap(device, skb, atNs, kind === HOP_OUT)
  const recorder = env.recorder
  if (recorder === null) return
  if (skb.frame < 0) skb.frame = recorder.storeFrame(skb.data, skb.start, skb.end)
  recorder.entry(kind, atNs, device.netns.index, device.id, skb.frame, skb.packet, -1, -1, -1)
}

/** A decision about a packet (or, with `skb` null, of the namespace). */
export function recordEvent(netns: Netns, kind: EntryKind, device: Device | null, skb: Skb | null, a: number, b: number, c: number): void {
  const env = netns.env
  const recorder = env.recorder
  if (recorder === null) return
  recorder.entry(entryKindIndex(kind), env.nowNs, netns.index, device === null ? -1 : device.id, skb === null ? -1 : skb.frame, skb === null ? -1 : skb.packet, a, b, c)
}

/** Ends a packet with its reason; `by` is the fact behind it or -1, `detail` an address or number that the reason speaks of. */
export function drop(netns: Netns, device: Device | null, skb: Skb, reason: DropReason, by = -1, detail = 0): void {
  recordEvent(netns, 'packet.dropped', device, skb, by, detail, dropReasonIndex(reason))
  netns.env.pool.release(skb)
}
