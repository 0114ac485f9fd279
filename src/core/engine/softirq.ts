import type { Receiver } from '../dataplane/device'
import type { Skb } from '../dataplane/skb'

/**
 * Who lets the soft interrupt run: a program that waits to be woken (or no program), one that sends, or one in another
 * system call. It matters while ksoftirqd waits for the processor (docs/adr/0007).
 */
export type SoftirqCaller = 'sleeper' | 'sender' | 'other'

/**
 * Packets that wait for a receive path, first in, first out: the one backlog queue of a single CPU. Everything a
 * system call or a timer sends is worked off before the next of them runs (docs/adr/0007).
 */
export class Backlog {
  private receivers: (Receiver | null)[] = new Array<Receiver | null>(1024).fill(null)
  private packets: (Skb | null)[] = new Array<Skb | null>(1024).fill(null)
  private head = 0
  private count = 0

  get isEmpty(): boolean {
    return this.count === 0
  }

  push(receiver: Receiver, skb: Skb): void {
    if (this.count === this.packets.length) this.grow()
    const at = (this.head + this.count) & (this.packets.length - 1)
    this.receivers[at] = receiver
    this.packets[at] = skb
    this.count++
  }

  /** Hands the oldest to its receiver. */
  deliverNext(): void {
    const at = this.head
    let receiver = this.receivers[at] as Receiver
    while (receiver.successor !== undefined) receiver = receiver.successor
    const skb = this.packets[at] as Skb
    this.packets[at] = null
    this.receivers[at] = null
    this.head = (at + 1) & (this.packets.length - 1)
    this.count--
    receiver.receive(skb)
  }

  private grow(): void {
    const size = this.packets.length * 2
    const receivers = new Array<Receiver | null>(size).fill(null)
    const packets = new Array<Skb | null>(size).fill(null)
    for (let i = 0; i < this.count; i++) {
      const from = (this.head + i) & (this.packets.length - 1)
      receivers[i] = this.receivers[from] as Receiver
      packets[i] = this.packets[from] as Skb
    }
    this.receivers = receivers
    this.packets = packets
    this.head = 0
  }
}
