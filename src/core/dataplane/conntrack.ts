import { read16 } from './bytes'
import { hashTuple, invert, newTupleScratch, readTuple, sameTuple } from './conntrack-tuple'
import type { Tuple } from './conntrack-tuple'
import { recordEvent } from './environment'
import { isIcmpError } from './icmp-codes'
import { headerLength, IP_FRAGMENT, IP_OFFSET_MASK, IP_PROTOCOL, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from './ipv4-header'
import type { Netns } from './netns'
import type { Skb } from './skb'
import { nextTcpState, TCP_TIMEOUT_NS } from './conntrack-tcp'
import type { TcpState } from './conntrack-tcp'

/** nf_conntrack_max: how many connections a namespace remembers. */
const MAX_CONNECTIONS = 65536
const SECOND_NS = 1e9
/** UDP that is answered for longer than this is a stream (udp.stream_ts). */
const STREAM_AFTER_NS = 2 * SECOND_NS
/** nf_conntrack_{icmp,udp,udp_stream,generic}_timeout */
const ICMP_TIMEOUT_NS = 30 * SECOND_NS
const UDP_TIMEOUT_NS = 30 * SECOND_NS
const UDP_STREAM_TIMEOUT_NS = 120 * SECOND_NS
const GENERIC_TIMEOUT_NS = 600 * SECOND_NS

/** A tracked connection (struct nf_conn). */
export interface Connection {
  readonly number: number
  readonly original: Tuple
  /** What the answers look like, NAT included. */
  reply: Tuple
  confirmed: boolean
  seenReply: boolean
  /** Source or destination of the original direction is rewritten. */
  sourceNat: boolean
  destinationNat: boolean
  /** The nat table has decided about it, for each kind of rewriting. */
  sourceNatDecided: boolean
  destinationNatDecided: boolean
  expiresNs: number
  /** It has proven itself, and is not thrown out when the table is full. */
  assured: boolean
  /** UDP only: from when on traffic both ways makes it a stream. */
  readonly streamFromNs: number
  tcpState: TcpState
  mark: number
}

/** What becomes of a connection that is remembered (enum ip_conntrack_events, as far as `conntrack -E` shows them). */
export type ConnectionChange = 'new' | 'update' | 'destroy'
export type ConnectionListener = (change: ConnectionChange, connection: Connection) => void

/** The connections of one namespace, found by the tuple of either direction (nf_conntrack_core.c). */
export class Conntrack {
  private readonly buckets = new Map<number, { tuple: Tuple; connection: Connection }[]>()
  private readonly connections = new Set<Connection>()
  private readonly scratch = newTupleScratch()
  private nextNumber = 0
  /** Told of every change, in the order in which they happen. */
  readonly listeners = new Set<ConnectionListener>()

  /** nf_conntrack_in: finds or begins the packet's connection and notes it in the packet. */
  track(netns: Netns, skb: Skb): void {
    if (skb.connection !== null || skb.untracked) return
    const { data, network, end } = skb
    if ((read16(data, network + IP_FRAGMENT) & IP_OFFSET_MASK) !== 0) return
    const tuple = this.scratch
    if (!readTuple(tuple, data, network, end)) {
      this.trackError(netns, skb)
      return
    }
    const found = this.find(tuple, netns.env.nowNs)
    if (found !== undefined) {
      skb.connection = found
      skb.isReply = !sameTuple(tuple, found.original)
      this.refresh(found, skb, netns.env.nowNs)
      return
    }
    if (tuple.protocol === PROTO_ICMP && tuple.destinationPort >>> 8 === 0) return
    skb.connection = this.begin({ ...tuple }, netns.env.nowNs)
    skb.isReply = false
    this.refresh(skb.connection, skb, netns.env.nowNs)
    recordEvent(netns, 'conntrack.new', skb.inDevice, skb, skb.connection.number, -1, 0)
  }

  /**
   * __nf_conntrack_confirm: the packet got through, so the connection is remembered. False when another packet of the same
   * flow, tracked before this one was through, has been remembered first and the two cannot be told to be one.
   */
  confirm(skb: Skb, nowNs: number): boolean {
    const { connection } = skb
    if (connection === null || connection.confirmed) return true
    const winner = this.find(connection.original, nowNs) ?? this.find(connection.reply, nowNs)
    if (winner !== undefined) return this.resolveClash(skb, connection, winner, nowNs)
    if (this.connections.size >= MAX_CONNECTIONS) this.expire(nowNs)
    connection.confirmed = true
    this.connections.add(connection)
    this.insert(connection.original, connection)
    this.insert(connection.reply, connection)
    this.tell('new', connection)
    return true
  }

  /**
   * nf_ct_resolve_clash: of protocols that allow it, the packet joins the connection that won; if that one is translated
   * otherwise, answers to this one's translation are known for a second.
   */
  private resolveClash(skb: Skb, loser: Connection, winner: Connection, nowNs: number): boolean {
    const { protocol } = loser.original
    if (protocol === PROTO_ICMP || protocol === PROTO_TCP) return false
    const isNatDecided = winner.sourceNatDecided || winner.destinationNatDecided
    if (!isNatDecided || (sameTuple(winner.original, loser.original) && sameTuple(winner.reply, loser.reply))) {
      skb.connection = winner
      return true
    }
    if (this.find(loser.reply, nowNs) !== undefined) return false
    loser.confirmed = true
    loser.expiresNs = nowNs + SECOND_NS
    this.insert(loser.reply, loser)
    return true
  }

  /** Whether answers with this tuple would be mistaken for another connection's (nf_nat_used_tuple). */
  isReplyTaken(reply: Tuple, nowNs: number): boolean {
    return this.find(reply, nowNs) !== undefined
  }

  find(tuple: Tuple, nowNs: number): Connection | undefined {
    const bucket = this.buckets.get(hashTuple(tuple))
    if (bucket === undefined) return undefined
    for (const entry of bucket) {
      if (!sameTuple(entry.tuple, tuple)) continue
      if (entry.connection.expiresNs > nowNs) return entry.connection
      this.forget(entry.connection)
      return undefined
    }
    return undefined
  }

  all(nowNs: number): readonly Connection[] {
    return [...this.connections].filter((connection) => connection.expiresNs > nowNs)
  }

  flush(): void {
    for (const connection of [...this.connections]) this.forget(connection)
    this.buckets.clear()
  }

  forget(connection: Connection): void {
    const wasRemembered = this.connections.delete(connection)
    for (const tuple of [connection.original, connection.reply]) {
      const hash = hashTuple(tuple)
      const rest = (this.buckets.get(hash) ?? []).filter((entry) => entry.connection !== connection)
      if (rest.length > 0) this.buckets.set(hash, rest)
      else this.buckets.delete(hash)
    }
    if (wasRemembered) this.tell('destroy', connection)
  }

  /** An ICMP error belongs to the connection of the packet that it quotes (nf_conntrack_inet_error). */
  private trackError(netns: Netns, skb: Skb): void {
    const { data, network, end } = skb
    if (data[network + IP_PROTOCOL] !== PROTO_ICMP) return
    const at = network + headerLength(data, network)
    if (end - at < 36 || !isIcmpError(data[at] as number)) return
    if (!readTuple(this.scratch, data, at + 8, end)) return
    const answer = invert(this.scratch)
    const connection = this.find(answer, netns.env.nowNs)
    if (connection === undefined) return
    skb.connection = connection
    skb.isRelated = true
    // An error runs the way that an answer to the quoted packet would.
    skb.isReply = !sameTuple(answer, connection.original)
  }

  private begin(tuple: Tuple, nowNs: number): Connection {
    return {
      number: this.nextNumber++,
      original: tuple,
      reply: invert(tuple),
      confirmed: false,
      seenReply: false,
      sourceNat: false,
      destinationNat: false,
      sourceNatDecided: false,
      destinationNatDecided: false,
      expiresNs: nowNs + GENERIC_TIMEOUT_NS,
      assured: false,
      streamFromNs: nowNs + STREAM_AFTER_NS,
      tcpState: 'NONE',
      mark: 0,
    }
  }

  /** Keeps the connection alive; a first answer, a new state of TCP or its proof are told. */
  private refresh(connection: Connection, skb: Skb, nowNs: number): void {
    const { seenReply, assured, tcpState } = connection
    this.keepAlive(connection, skb, nowNs)
    const isChanged = connection.seenReply !== seenReply || connection.assured !== assured || connection.tcpState !== tcpState
    if (connection.confirmed && isChanged) this.tell('update', connection)
  }

  private keepAlive(connection: Connection, skb: Skb, nowNs: number): void {
    if (skb.isReply) connection.seenReply = true
    switch (connection.original.protocol) {
      case PROTO_ICMP:
        connection.expiresNs = nowNs + ICMP_TIMEOUT_NS
        break
      case PROTO_UDP:
        if (connection.seenReply && nowNs > connection.streamFromNs) connection.assured = true
        connection.expiresNs = nowNs + (connection.assured ? UDP_STREAM_TIMEOUT_NS : UDP_TIMEOUT_NS)
        break
      case PROTO_TCP: {
        const flags = skb.data[skb.network + headerLength(skb.data, skb.network) + 13] as number
        const before = connection.tcpState
        connection.tcpState = nextTcpState(before, flags, skb.isReply)
        if (connection.seenReply && connection.tcpState === 'ESTABLISHED' && (before === 'SYN_RECV' || before === 'ESTABLISHED')) connection.assured = true
        connection.expiresNs = nowNs + TCP_TIMEOUT_NS[connection.tcpState]
        break
      }
      default:
        connection.expiresNs = nowNs + GENERIC_TIMEOUT_NS
    }
  }

  private insert(tuple: Tuple, connection: Connection): void {
    const hash = hashTuple(tuple)
    const bucket = this.buckets.get(hash)
    if (bucket === undefined) this.buckets.set(hash, [{ tuple, connection }])
    else bucket.push({ tuple, connection })
  }

  private tell(change: ConnectionChange, connection: Connection): void {
    for (const listener of this.listeners) listener(change, connection)
  }

  /** Makes room: what has expired, or else the oldest (early_drop). */
  private expire(nowNs: number): void {
    for (const connection of this.connections) if (connection.expiresNs <= nowNs) this.forget(connection)
    if (this.connections.size < MAX_CONNECTIONS) return
    const oldest = this.connections.values().next()
    if (!oldest.done) this.forget(oldest.value)
  }
}
