import type { Environment, TimerHandle } from '../environment'

export type TimerSource = Pick<Environment, 'nowNs' | 'startTimer'>

/** One of a peer's timers (struct timer_list): it can be moved, and knows whether it runs. */
export class PeerTimer {
  private handle: TimerHandle | undefined

  constructor(
    private readonly env: TimerSource,
    private readonly expired: () => void,
  ) {}

  get pending(): boolean {
    return this.handle !== undefined
  }

  /** mod_timer. */
  set(delayNs: number): void {
    this.clear()
    this.handle = this.env.startTimer(this.env.nowNs + delayNs, () => {
      this.handle = undefined
      this.expired()
    })
  }

  /** del_timer. */
  clear(): void {
    if (this.handle) this.handle.cancelled = true
    this.handle = undefined
  }
}
