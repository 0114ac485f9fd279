import type { TimerHandle } from '../dataplane/environment'
import { TICK_NS, ticksAt } from '../dataplane/ticks'

interface Timer extends TimerHandle {
  readonly atNs: number
  readonly level: number
  readonly order: number
  readonly fire: () => void
}

/**
 * The kernel's timers by the tick at which their wheel bucket expires. Of those that expire at one tick, coarser
 * levels come first, and within a bucket the newest (hlist_add_head in kernel/time/timer.c). A binary heap.
 */
export class Timers {
  private readonly heap: Timer[] = []
  private started = 0

  start(nowNs: number, atNs: number, fire: () => void): TimerHandle {
    const { expiryNs, level } = timerWheelBucket(nowNs, atNs)
    const timer: Timer = { atNs: expiryNs, level, order: this.started++, fire, cancelled: false }
    this.heap.push(timer)
    this.siftUp(this.heap.length - 1)
    return timer
  }

  /** When the next timer that still counts is due; Infinity when there is none. */
  nextNs(): number {
    while (this.heap.length > 0 && (this.heap[0] as Timer).cancelled) this.pop()
    return this.heap.length > 0 ? (this.heap[0] as Timer).atNs : Infinity
  }

  /** Takes the next timer out and runs it. */
  fireNext(): void {
    this.pop().fire()
  }

  private pop(): Timer {
    const top = this.heap[0] as Timer
    const last = this.heap.pop() as Timer
    if (this.heap.length > 0) {
      this.heap[0] = last
      this.siftDown()
    }
    return top
  }

  private siftUp(from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.isBefore(at, parent)) return
      this.swap(at, parent)
      at = parent
    }
  }

  private siftDown(): void {
    let at = 0
    for (;;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.heap.length && this.isBefore(child, least)) least = child
      if (least === at) return
      this.swap(at, least)
      at = least
    }
  }

  private isBefore(x: number, y: number): boolean {
    const a = this.heap[x] as Timer
    const b = this.heap[y] as Timer
    if (a.atNs !== b.atNs) return a.atNs < b.atNs
    return a.level !== b.level ? a.level > b.level : a.order > b.order
  }

  private swap(x: number, y: number): void {
    const a = this.heap[x] as Timer
    this.heap[x] = this.heap[y] as Timer
    this.heap[y] = a
  }
}

/**
 * When a kernel timer asked for `atNs` really fires: the timer wheel rounds up to its level's granularity, so that a
 * timer of one second comes up to 32 ms late (kernel/time/timer.c: 64 buckets a level, each level 8 times coarser).
 */
export function timerWheelBucket(nowNs: number, atNs: number): { readonly expiryNs: number; readonly level: number } {
  const nowTick = ticksAt(nowNs)
  const delta = Math.max(Math.ceil(Math.round(atNs - nowNs) / TICK_NS), 1)
  let granularity = 1
  let level = 0
  for (let limit = 63; delta >= limit && level < 8; limit = 63 * granularity) {
    granularity *= 8
    level++
  }
  return { expiryNs: (Math.floor((nowTick + delta) / granularity) + 1) * granularity * TICK_NS, level }
}
