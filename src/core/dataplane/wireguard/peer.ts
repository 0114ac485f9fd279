import type { Ipv4Prefix } from '../../wire/ipv4-address'
import type { Device } from '../device'
import type { Netns } from '../netns'
import type { Skb } from '../skb'
import { TICK_NS } from '../ticks'
import { Keypairs } from './keypairs'
import type { Keypair } from './keypairs'
import { PeerTimers } from './peer-timers'
import type { PeerTimerActions } from './peer-timers'

/** Where a peer was told to be or last heard from, and by which own address and device it was heard. */
export interface Endpoint {
  readonly address: number
  readonly port: number
  /** 0: the routing decision chooses. */
  source: number
  sourceDevice: Device | null
}

/** A packet that waits for a session, or to be sealed. */
export interface StagedPacket {
  readonly skb: Skb
  /** Padding goes up to here: the MTU of its route. */
  readonly mtuBytes: number
  /** What the outer header takes over of the inner one: the ECN bits. */
  readonly tos: number
}

/** The other end of a tunnel (struct wg_peer). */
export class Peer {
  endpoint: Endpoint | undefined
  allowedIps: readonly Ipv4Prefix[] = []
  staged: StagedPacket[] = []
  /** By which the other side answers the initiation that was sent last; undefined: none waits for an answer. */
  handshakeIndex: number | undefined
  /** TAI64N of the newest initiation that was read: older ones are replays. */
  latestTimestamp: Uint8Array = new Uint8Array(12)
  lastInitiationReadNs = -Infinity
  lastHandshakeSentNs = -Infinity
  handshakeAttempts = 0
  /** An initiation waits for its turn. */
  initiationQueued = false
  sentLastMinuteHandshake = false
  /** When a session was last agreed on; undefined: never. */
  lastHandshakeNs: number | undefined
  rxBytes = 0
  txBytes = 0
  removed = false
  readonly keypairs: Keypairs
  readonly timers: PeerTimers

  constructor(
    readonly publicKey: Uint8Array,
    { env, name: netns }: Pick<Netns, 'env' | 'name'>,
    actionsOf: (peer: Peer) => PeerTimerActions,
    retired: (keypair: Keypair) => void,
  ) {
    this.keypairs = new Keypairs(retired)
    this.timers = new PeerTimers(env, actionsOf(this), (delayNs) => {
      const timer = { netns, endpointAddress: this.endpoint?.address, nowNs: env.nowNs, delayNs }
      return env.draws.rekeyJitterTicks(timer) * TICK_NS
    })
  }
}
