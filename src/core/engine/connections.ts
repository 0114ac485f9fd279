import type { Tuple } from '../dataplane/conntrack-tuple'
import type { Netns } from '../dataplane/netns'
import { PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../dataplane/ipv4-header'
import type { Ipv4 } from '../wire/ipv4-address'
import { SocketQueue } from './socket-queue'
import type { Connection } from '../dataplane/conntrack'
import type { ConnectionEvent, ConntrackCounters, ConnectionEvents, ConnectionView, TupleView } from './connection-api'

/** What `conntrack -L` lists of a namespace: connections that have been confirmed and have not expired. */
export function connectionsOf(netns: Netns): readonly ConnectionView[] {
  return liveConnections(netns).map((connection) => connectionView(connection, netns.env.nowNs))
}

/** What has been counted since the namespace began; nothing while it has no rules. */
export function conntrackCountersOf({ netfilter }: Netns): ConntrackCounters {
  return netfilter === null ? { found: 0, invalid: 0, insertFailed: 0, drop: 0, earlyDrop: 0, error: 0, clashResolve: 0 } : { ...netfilter.conntrack.counters }
}

/** Forgets the connections that this test picks out; answers with them. */
export function deleteConnections(netns: Netns, picks: (connection: ConnectionView) => boolean): readonly ConnectionView[] {
  return liveConnections(netns).flatMap((connection) => {
    const view = connectionView(connection, netns.env.nowNs)
    if (!picks(view)) return []
    netns.netfilter?.conntrack.forget(connection)
    return [view]
  })
}

/** Hears of every change from now on; more than a queue holds is lost, as on a real socket. */
export function openConnectionEvents(netns: Netns): ConnectionEvents {
  const queue = new SocketQueue<ConnectionEvent>()
  const listener = (change: ConnectionEvent['change'], connection: Connection): void => {
    queue.add({ change, connection: connectionView(connection, netns.env.nowNs) })
  }
  const listeners = netns.netfilter?.conntrack.listeners
  listeners?.add(listener)
  return {
    get readable() {
      return queue.readable
    },
    receive: () => queue.take(),
    close: () => {
      listeners?.delete(listener)
    },
  }
}

function liveConnections(netns: Netns): readonly Connection[] {
  return netns.netfilter?.conntrack.all(netns.env.nowNs) ?? []
}

function connectionView(connection: Connection, nowNs: number): ConnectionView {
  return {
    protocol: connection.original.protocol,
    secondsLeft: Math.max(0, Math.floor((connection.expiresNs - nowNs) / 1e9)),
    ...(connection.tcp === null ? {} : { tcpState: connection.tcp.state }),
    original: tupleView(connection.original),
    reply: tupleView(connection.reply),
    isReplied: connection.seenReply,
    isAssured: connection.assured,
    mark: connection.mark,
  }
}

function tupleView({ source, destination, protocol, sourcePort, destinationPort }: Tuple): TupleView {
  const addresses = { source: source as Ipv4, destination: destination as Ipv4 }
  if (protocol === PROTO_ICMP) return { ...addresses, icmp: { type: destinationPort >>> 8, code: destinationPort & 255, id: sourcePort } }
  return protocol === PROTO_TCP || protocol === PROTO_UDP ? { ...addresses, ports: { source: sourcePort, destination: destinationPort } } : addresses
}
