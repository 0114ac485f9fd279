import { KEEPALIVE_TIMEOUT_NS, REJECT_AFTER_TIME_NS, REKEY_TIMEOUT_NS } from './limits'
import { PeerTimer } from './peer-timer'
import type { TimerSource } from './peer-timer'

/** What a peer's timers ask for when they expire. */
export interface PeerTimerActions {
  sendKeepalive(): void
  /** Nothing was heard since data was sent: begin anew. */
  beginHandshake(): void
  /** The initiation was not answered. */
  retryHandshake(): void
  /** Nothing but old keys is left. */
  forgetKeys(): void
}

/** When a peer sends what nobody asked for (drivers/net/wireguard/timers.c, the functions wg_timers_*). */
export class PeerTimers {
  persistentKeepaliveNs = 0
  private readonly retransmitHandshake: PeerTimer
  private readonly keepalive: PeerTimer
  private readonly newHandshake: PeerTimer
  private readonly zeroKeyMaterial: PeerTimer
  private readonly persistentKeepalive: PeerTimer
  private needAnotherKeepalive = false

  constructor(
    env: TimerSource,
    actions: PeerTimerActions,
    /** What the kernel adds to a delay, so that two peers do not keep meeting (get_random_u32_below). */
    private readonly jitterNs: (delayNs: number) => number,
  ) {
    this.retransmitHandshake = new PeerTimer(env, () => {
      actions.retryHandshake()
    })
    this.newHandshake = new PeerTimer(env, () => {
      actions.beginHandshake()
    })
    this.zeroKeyMaterial = new PeerTimer(env, () => {
      actions.forgetKeys()
    })
    this.persistentKeepalive = new PeerTimer(env, () => {
      if (this.persistentKeepaliveNs > 0) actions.sendKeepalive()
    })
    this.keepalive = new PeerTimer(env, () => {
      actions.sendKeepalive()
      if (!this.needAnotherKeepalive) return
      this.needAnotherKeepalive = false
      this.keepalive.set(KEEPALIVE_TIMEOUT_NS)
    })
  }

  /** A data packet was sent: within 15 seconds something must come back. */
  dataSent(): void {
    if (!this.newHandshake.pending) this.newHandshake.set(this.jittered(KEEPALIVE_TIMEOUT_NS + REKEY_TIMEOUT_NS))
  }

  /** A data packet was received: within 10 seconds something must go back. */
  dataReceived(): void {
    if (this.keepalive.pending) this.needAnotherKeepalive = true
    else this.keepalive.set(KEEPALIVE_TIMEOUT_NS)
  }

  /** Any authenticated packet is about to be sent: handshake, data or keepalive. */
  packetSent(): void {
    this.packetPassed()
    this.keepalive.clear()
  }

  packetReceived(): void {
    this.newHandshake.clear()
    this.packetPassed()
  }

  handshakeInitiated(): void {
    this.retransmitHandshake.set(this.jittered(REKEY_TIMEOUT_NS))
  }

  handshakeComplete(): void {
    this.retransmitHandshake.clear()
  }

  /** A session has keys, which are wiped when they have long been too old. */
  sessionDerived(): void {
    this.zeroKeyMaterial.set(3 * REJECT_AFTER_TIME_NS)
  }

  /** No answer after all retries: what is left of the handshake is wiped in time. */
  handshakeGivenUp(): void {
    this.keepalive.clear()
    if (!this.zeroKeyMaterial.pending) this.zeroKeyMaterial.set(3 * REJECT_AFTER_TIME_NS)
  }

  stop(): void {
    for (const timer of [this.retransmitHandshake, this.keepalive, this.newHandshake, this.zeroKeyMaterial, this.persistentKeepalive]) timer.clear()
    this.needAnotherKeepalive = false
  }

  private jittered(delayNs: number): number {
    return delayNs + this.jitterNs(delayNs)
  }

  private packetPassed(): void {
    if (this.persistentKeepaliveNs > 0) this.persistentKeepalive.set(this.persistentKeepaliveNs)
  }
}
