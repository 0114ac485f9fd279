import { required } from '../../src/core/base/assert'
import { Conntrack } from '../../src/core/dataplane/conntrack'
import type { Connection } from '../../src/core/dataplane/conntrack'
import { CONNTRACK_SYSCTLS, conntrackConf } from '../../src/core/dataplane/conntrack-conf'
import type { Skb } from '../../src/core/dataplane/skb'
import { OneHost } from './one-host'
import { tcpPacket } from './packets'
import type { PacketFields, SegmentFields } from './packets'
import { netns } from './small-network'

export const THERE: PacketFields = { source: '10.0.0.1', destination: '10.0.0.2' }
export const BACK: PacketFields = { source: '10.0.0.2', destination: '10.0.0.1' }

export const FIN = 1
export const SYN = 2
export const RST = 4
export const ACK = 16

/** Connection tracking of one host, to which packets are shown. */
export class Tracker {
  readonly host = new OneHost(netns('host', [], []))
  readonly conntrack = new Conntrack()
  readonly told: string[] = []

  /** `settings` are sysctls of net.netfilter. */
  constructor(settings: Readonly<Record<string, number>> = {}) {
    this.host.netns.conntrack = conntrackConf((name) => settings[name] ?? Number(CONNTRACK_SYSCTLS[name]))
    this.conntrack.listeners.add((change, connection) => this.told.push(`${change} ${connection.number}`))
  }

  /** A packet is tracked and, unless it ends before, gets through. */
  see(bytes: Uint8Array, { getsThrough = true, untracked = false } = {}): Skb {
    const skb = this.host.pool.take(bytes.length)
    skb.data.set(bytes, skb.network)
    skb.untracked = untracked
    const isTracked = this.conntrack.track(this.host.netns, skb)
    if (isTracked && getsThrough) this.conntrack.confirm(skb, this.host.nowNs)
    return skb
  }

  /** Whether the table takes the packet. */
  takes(bytes: Uint8Array): boolean {
    const { drop } = this.conntrack.counters
    this.see(bytes)
    return this.conntrack.counters.drop === drop
  }

  seconds(connection: Connection | null): number {
    return (required(connection ?? undefined, 'a connection').expiresNs - this.host.nowNs) / 1e9
  }

  get size(): number {
    return this.conntrack.all(this.host.nowNs).length
  }
}

/** Both ends of a TCP connection, from port 1000 to port 80, seen by one host in between. Sequence numbers count from 0 on each side. */
export class TrackedTcp {
  constructor(readonly tracker = new Tracker()) {}

  /** A segment of the initiator; `invalid` when it belongs to no connection. */
  client(flags: number, segment: SegmentFields = {}): string {
    return this.stateAfter(tcpPacket(THERE, 1000, 80, flags, { sequence: 0, ...segment }))
  }

  server(flags: number, segment: SegmentFields = {}): string {
    return this.stateAfter(tcpPacket(BACK, 80, 1000, flags, { sequence: 0, ...segment }))
  }

  /** SYN, SYN-ACK and ACK: the next byte of both sides has sequence number 1. */
  open(): this {
    this.client(SYN)
    this.server(SYN | ACK, { acknowledgment: 1 })
    this.client(ACK, { sequence: 1, acknowledgment: 1 })
    return this
  }

  /** The connection that is remembered. */
  get connection(): Connection | undefined {
    return this.tracker.conntrack.all(this.tracker.host.nowNs)[0]
  }

  /** In how many seconds it is forgotten. */
  get seconds(): number {
    return this.tracker.seconds(this.connection ?? null)
  }

  private stateAfter(bytes: Uint8Array): string {
    return this.tracker.see(bytes).connection?.tcp?.state ?? 'invalid'
  }
}
