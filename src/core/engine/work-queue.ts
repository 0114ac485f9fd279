/** What kernel threads are to do, in the order in which it was asked for (one CPU, one bound worker at a time). */
export class WorkQueue {
  private waiting: (() => void)[] = []
  private taken = 0

  get length(): number {
    return this.waiting.length - this.taken
  }

  push(work: () => void): void {
    this.waiting.push(work)
  }

  take(): (() => void) | undefined {
    const work = this.waiting[this.taken]
    if (work === undefined) return undefined
    this.taken++
    if (this.taken === this.waiting.length) {
      this.waiting = []
      this.taken = 0
    }
    return work
  }
}
