import type { Tuple } from '../dataplane/conntrack-tuple'
import type { Netns } from '../dataplane/netns'
import { PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../dataplane/ipv4-header'
import type { Ipv4 } from '../wire/ipv4-address'
import type { ConnectionView, TupleView } from './kernel-api'

/** What `conntrack -L` lists of a namespace: connections that have been confirmed and have not expired. */
export function connectionsOf(netns: Netns): readonly ConnectionView[] {
  const { nowNs } = netns.env
  return (netns.netfilter?.conntrack.all(nowNs) ?? []).map((connection) => ({
    protocol: connection.original.protocol,
    secondsLeft: Math.floor((connection.expiresNs - nowNs) / 1e9),
    ...(connection.original.protocol === PROTO_TCP ? { tcpState: connection.tcpState } : {}),
    original: tupleView(connection.original),
    reply: tupleView(connection.reply),
    isReplied: connection.seenReply,
    isAssured: connection.assured,
    mark: connection.mark,
  }))
}

function tupleView({ source, destination, protocol, sourcePort, destinationPort }: Tuple): TupleView {
  const addresses = { source: source as Ipv4, destination: destination as Ipv4 }
  if (protocol === PROTO_ICMP) return { ...addresses, icmp: { type: destinationPort >>> 8, code: destinationPort & 255, id: sourcePort } }
  return protocol === PROTO_TCP || protocol === PROTO_UDP ? { ...addresses, ports: { source: sourcePort, destination: destinationPort } } : addresses
}
