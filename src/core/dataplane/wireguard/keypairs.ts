import type { SessionSecrets } from './handshake'
import { ReplayWindow } from './replay-window'

/** The keys of one session, for both directions (struct noise_keypair). */
export class Keypair {
  sendingCounter = 0
  sendingValid = true
  readonly replay = new ReplayWindow()

  constructor(
    readonly secrets: SessionSecrets,
    /** What the other side writes as receiver index. */
    readonly localIndex: number,
    readonly birthNs: number,
  ) {}
}

/** A peer's sessions: the one in use, the one before it, and one that waits for the initiator's first packet (struct noise_keypairs). */
export class Keypairs {
  current: Keypair | undefined
  private previous: Keypair | undefined
  private next: Keypair | undefined

  /** `retired` hears of each session that can no longer be used. */
  constructor(private readonly retired: (keypair: Keypair) => void) {}

  /** add_new_keypair: the initiator may send at once, the responder waits until the other side has used the keys. */
  add(keypair: Keypair): void {
    if (keypair.secrets.isInitiator) {
      const previous = this.next ?? this.current
      if (this.next) this.retire(this.current)
      this.retire(this.previous)
      this.next = undefined
      this.previous = previous
      this.current = keypair
    } else {
      this.retire(this.next)
      this.retire(this.previous)
      this.previous = undefined
      this.next = keypair
    }
  }

  /** wg_noise_received_with_keypair: true when this packet confirms the waiting session, which is in use from now on. */
  receivedWith(keypair: Keypair): boolean {
    if (keypair !== this.next) return false
    this.retire(this.previous)
    this.previous = this.current
    this.current = keypair
    this.next = undefined
    return true
  }

  clear(): void {
    for (const keypair of [this.current, this.previous, this.next]) this.retire(keypair)
    this.current = undefined
    this.previous = undefined
    this.next = undefined
  }

  private retire(keypair: Keypair | undefined): void {
    if (keypair) this.retired(keypair)
  }
}
