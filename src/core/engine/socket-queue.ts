/** How many packets wait for a reader at most (a receive buffer of 208 kB holds about this many small ones). */
const MAX_WAITING = 256

/** A socket's receive queue: what does not fit is lost, as in the kernel. */
export class SocketQueue<T> {
  private readonly items: T[] = []

  get readable(): boolean {
    return this.items.length > 0
  }

  /** False when the queue is full. */
  add(item: T): boolean {
    if (this.items.length >= MAX_WAITING) return false
    this.items.push(item)
    return true
  }

  take(): T | undefined {
    return this.items.shift()
  }
}
