import { read16 } from './bytes'
import { hashTuple, invert, newTupleScratch, readTuple, sameTuple } from './conntrack-tuple'
import type { Tuple } from './conntrack-tuple'
import { recordEvent } from './environment'
import { ICMP_ECHOREPLY, isIcmpError } from './icmp-codes'
import { headerLength, IP_FRAGMENT, IP_OFFSET_MASK, IP_PROTOCOL, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from './ipv4-header'
import type { Netns } from './netns'
import type { Skb } from './skb'
import { CONNTRACK_BUCKETS } from './conntrack-conf'
import type { ConntrackConf } from './conntrack-conf'
import { isClosing } from './conntrack-tcp'
import { beginTcpTrack, trackTcpSegment } from './conntrack-tcp-packet'
import type { TcpTrack } from './conntrack-tcp-packet'
import { newTcpSegment, readTcpSegment } from './conntrack-tcp-segment'

const SECOND_NS = 1e9
/** UDP that is answered for longer than this is a stream (udp.stream_ts). */
const STREAM_AFTER_NS = 2 * SECOND_NS
/** More are not remembered, whatever nf_conntrack_max says. */
const MOST_CONNECTIONS = 262_144
/** How many chains are looked through for one that may go (NF_CT_EVICTION_RANGE). */
const EVICTION_RANGE = 8
/** The least time between two rounds of the collector (GC_SCAN_INTERVAL_MIN). */
const COLLECTION_INTERVAL_NS = SECOND_NS

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
  /** Null for other protocols. */
  readonly tcp: TcpTrack | null
  /** It lost a clash and is remembered for a second, whatever comes (IPS_FIXED_TIMEOUT). */
  isFixed: boolean
  mark: number
}

/** What `conntrack -S` counts (struct ip_conntrack_stat). */
export interface ConntrackCounters {
  /** Ports that a translation could not have, because another has them. */
  found: number
  /** Packets of no connection that there can be. */
  invalid: number
  /** First packets of a flow that another was remembered before, and that could not join it. */
  insertFailed: number
  /** These, and packets that the full table refused. */
  drop: number
  /** Connections that made room before their time. */
  earlyDrop: number
  /** ICMP errors about nothing known. */
  error: number
  /** First packets that joined the one which was remembered before. */
  clashResolve: number
}

/** What becomes of a connection that is remembered (enum ip_conntrack_events, as far as `conntrack -E` shows them). */
export type ConnectionChange = 'new' | 'update' | 'destroy'
export type ConnectionListener = (change: ConnectionChange, connection: Connection) => void

/** The connections of one namespace, found by the tuple of either direction (nf_conntrack_core.c). */
export class Conntrack {
  /** Chains of the hash table that hold something. The key of a real host's hash cannot be known, so neither can who shares a chain. */
  private readonly chains = new Map<number, { tuple: Tuple; connection: Connection }[]>()
  private readonly connections = new Set<Connection>()
  private readonly scratch = newTupleScratch()
  private readonly segment = newTcpSegment()
  private nextNumber = 0
  private nextCollectionNs = 0
  /** A packet was refused since the last round: the next one takes more. */
  private wasRefused = false
  /** Told of every change, in the order in which they happen. */
  readonly listeners = new Set<ConnectionListener>()
  readonly counters: ConntrackCounters = { found: 0, invalid: 0, insertFailed: 0, drop: 0, earlyDrop: 0, error: 0, clashResolve: 0 }

  /** nf_conntrack_count. */
  get size(): number {
    return this.connections.size
  }

  /** nf_conntrack_in: finds or begins the packet's connection and notes it in the packet. False when it would begin one and the table is full. */
  track(netns: Netns, skb: Skb): boolean {
    if (skb.connection !== null || skb.untracked) return true
    const { data, network, end } = skb
    if ((read16(data, network + IP_FRAGMENT) & IP_OFFSET_MASK) !== 0) return true
    const tuple = this.scratch
    if (!readTuple(tuple, data, network, end)) {
      this.trackError(netns, skb)
      return true
    }
    const { nowNs } = netns.env
    const found = this.find(tuple, nowNs)
    if (found !== undefined && this.join(found, netns, skb, !sameTuple(tuple, found.original))) return true
    return this.begin({ ...tuple }, netns, skb)
  }

  /**
   * __nf_conntrack_confirm: the packet got through, so the connection is remembered. False when another packet of the same
   * flow, tracked before this one was through, has been remembered first and the two cannot be told to be one. What answers to a
   * first packet leaves it to that one to be remembered.
   */
  confirm(skb: Skb, nowNs: number): boolean {
    const { connection } = skb
    if (connection === null || connection.confirmed || skb.isReply) return true
    const winner = this.find(connection.original, nowNs) ?? this.find(connection.reply, nowNs)
    if (winner !== undefined) return this.resolveClash(skb, connection, winner, nowNs)
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
    const mayJoin = protocol !== PROTO_ICMP && protocol !== PROTO_TCP
    const isNatDecided = winner.sourceNatDecided || winner.destinationNatDecided
    if (mayJoin && (!isNatDecided || (sameTuple(winner.original, loser.original) && sameTuple(winner.reply, loser.reply)))) {
      skb.connection = winner
    } else if (mayJoin && this.find(loser.reply, nowNs) === undefined) {
      loser.confirmed = true
      loser.isFixed = true
      loser.expiresNs = nowNs + SECOND_NS
      this.insert(loser.reply, loser)
    } else {
      this.counters.drop++
      this.counters.insertFailed++
      return false
    }
    this.counters.clashResolve++
    return true
  }

  /** Whether answers with this tuple would be mistaken for another connection's (nf_nat_used_tuple). */
  isReplyTaken(reply: Tuple, nowNs: number): boolean {
    const isTaken = this.find(reply, nowNs) !== undefined
    if (isTaken) this.counters.found++
    return isTaken
  }

  find(tuple: Tuple, nowNs: number): Connection | undefined {
    const chain = this.chains.get(chainOf(tuple))
    if (chain === undefined) return undefined
    for (const entry of chain) {
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
    this.chains.clear()
  }

  forget(connection: Connection): void {
    const wasRemembered = this.connections.delete(connection)
    for (const tuple of [connection.original, connection.reply]) {
      const index = chainOf(tuple)
      const rest = (this.chains.get(index) ?? []).filter((entry) => entry.connection !== connection)
      if (rest.length > 0) this.chains.set(index, rest)
      else this.chains.delete(index)
    }
    if (wasRemembered) this.tell('destroy', connection)
  }

  /** An ICMP error belongs to the connection of the packet that it quotes (nf_conntrack_inet_error). */
  private trackError(netns: Netns, skb: Skb): void {
    const { data, network, end } = skb
    const at = network + headerLength(data, network)
    if (data[network + IP_PROTOCOL] !== PROTO_ICMP || end - at < 8 || !isIcmpError(data[at] as number)) {
      this.counters.invalid++
      return
    }
    const answer = end - at >= 36 && readTuple(this.scratch, data, at + 8, end) ? invert(this.scratch) : undefined
    const connection = answer === undefined ? undefined : this.find(answer, netns.env.nowNs)
    if (answer === undefined || connection === undefined) {
      this.counters.error++
      return
    }
    skb.connection = connection
    skb.isRelated = true
    // An error runs the way that an answer to the quoted packet would.
    skb.isReply = !sameTuple(answer, connection.original)
  }

  /** The packet of a connection that is remembered. False when it ends that one and begins another. */
  private join(connection: Connection, netns: Netns, skb: Skb, isReply: boolean): boolean {
    const { seenReply, assured } = connection
    const { nowNs } = netns.env
    const conf = netns.conntrack
    const state = connection.tcp?.state
    if (isTcp(connection)) {
      const { data, network, end } = skb
      const verdict = readTcpSegment(this.segment, data, network, end) ? trackTcpSegment(connection, this.segment, isReply, nowNs, conf.tcp) : 'invalid'
      if (verdict === 'invalid') {
        this.counters.invalid++
        return true
      }
      if (verdict !== 'tracked') this.forget(connection)
      if (verdict === 'reopens') return false
    } else keepAlive(connection, nowNs, conf)
    skb.connection = connection
    skb.isReply = isReply
    if (isReply) connection.seenReply = true
    const isChanged = connection.seenReply !== seenReply || connection.assured !== assured || connection.tcp?.state !== state
    if (isChanged && this.connections.has(connection)) this.tell('update', connection)
    return true
  }

  /** init_conntrack. False when the table is full. */
  private begin(original: Tuple, netns: Netns, skb: Skb): boolean {
    const { nowNs } = netns.env
    const conf = netns.conntrack
    skb.isReply = false
    if (this.isFull(original, nowNs, conf)) {
      this.counters.drop++
      return false
    }
    const { protocol } = original
    const tcp = protocol === PROTO_TCP ? this.beginTcp(skb, conf) : null
    if (tcp === undefined || (protocol === PROTO_ICMP && original.destinationPort >>> 8 === ICMP_ECHOREPLY)) {
      this.counters.invalid++
      return true
    }
    const connection: Connection = {
      number: this.nextNumber++,
      original,
      reply: invert(original),
      confirmed: false,
      seenReply: false,
      sourceNat: false,
      destinationNat: false,
      sourceNatDecided: false,
      destinationNatDecided: false,
      expiresNs: nowNs,
      assured: false,
      streamFromNs: nowNs + STREAM_AFTER_NS,
      tcp,
      isFixed: false,
      mark: 0,
    }
    if (isTcp(connection)) trackTcpSegment(connection, this.segment, false, nowNs, conf.tcp)
    else keepAlive(connection, nowNs, conf)
    skb.connection = connection
    recordEvent(netns, 'conntrack.new', skb.inDevice, skb, connection.number, original.source | 0, 0)
    return true
  }

  private beginTcp({ data, network, end }: Skb, conf: ConntrackConf): TcpTrack | undefined {
    return readTcpSegment(this.segment, data, network, end) ? beginTcpTrack(this.segment, conf.tcp) : undefined
  }

  /** __nf_conntrack_alloc: whether there is no room for one more, and none can be made. */
  private isFull(tuple: Tuple, nowNs: number, { max }: ConntrackConf): boolean {
    const limit = max === 0 ? MOST_CONNECTIONS : Math.min(max, MOST_CONNECTIONS)
    if (this.connections.size < limit) return false
    if (nowNs >= this.nextCollectionNs) this.collect(nowNs, limit)
    if (this.connections.size < limit || this.dropEarly(tuple, nowNs)) return false
    this.wasRefused = true
    return true
  }

  /**
   * early_drop: in a few chains from where the new connection would lie, the first that holds connections which have not
   * proven themselves loses them.
   */
  private dropEarly(tuple: Tuple, nowNs: number): boolean {
    for (let i = 0; i < EVICTION_RANGE; i++) {
      const chain = this.chains.get((chainOf(tuple) + i) % CONNTRACK_BUCKETS) ?? []
      const isThere = (connection: Connection): boolean => connection.expiresNs > nowNs
      const going = new Set(chain.map(({ connection }) => connection).filter((connection) => !connection.assured || !isThere(connection)))
      const dropped = [...going].filter(isThere).length
      for (const connection of going) this.forget(connection)
      this.counters.earlyDrop += dropped
      if (dropped > 0) return true
    }
    return false
  }

  /**
   * gc_worker: forgets what has expired; after a packet was refused also, down to 95 % of the limit, what has not proven
   * itself or is about to close. The kernel's comes once a minute or more often, this one when the table is full.
   */
  private collect(nowNs: number, limit: number): void {
    const enough = this.wasRefused ? Math.floor(limit / 100) * 95 : 0
    for (const connection of this.connections) {
      const mayGo = enough > 0 && this.connections.size >= enough && (!connection.assured || (connection.tcp !== null && isClosing(connection.tcp.state)))
      if (connection.expiresNs <= nowNs || mayGo) this.forget(connection)
    }
    this.nextCollectionNs = nowNs + COLLECTION_INTERVAL_NS
    this.wasRefused = false
  }

  private insert(tuple: Tuple, connection: Connection): void {
    const index = chainOf(tuple)
    const chain = this.chains.get(index)
    if (chain === undefined) this.chains.set(index, [{ tuple, connection }])
    else chain.push({ tuple, connection })
  }

  private tell(change: ConnectionChange, connection: Connection): void {
    for (const listener of this.listeners) listener(change, connection)
  }
}

function isTcp(connection: Connection): connection is Connection & { readonly tcp: TcpTrack } {
  return connection.tcp !== null
}

/** Where a tuple lies among CONNTRACK_BUCKETS chains (scale_hash). */
function chainOf(tuple: Tuple): number {
  return hashTuple(tuple) >>> 16
}

/** A packet of a protocol without states: nf_conntrack_{icmp,udp}_packet and the generic protocol. */
function keepAlive(connection: Connection, nowNs: number, conf: ConntrackConf): void {
  if (connection.isFixed) return
  switch (connection.original.protocol) {
    case PROTO_ICMP:
      connection.expiresNs = nowNs + conf.icmpTimeoutNs
      break
    case PROTO_UDP:
      if (connection.seenReply && nowNs > connection.streamFromNs) connection.assured = true
      connection.expiresNs = nowNs + (connection.assured ? conf.udpStreamTimeoutNs : conf.udpTimeoutNs)
      break
    default:
      connection.expiresNs = nowNs + conf.genericTimeoutNs
  }
}
