import { base64Encode } from '../base/base64'
import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Peer } from '../dataplane/wireguard/peer'
import type { Wireguard } from '../dataplane/wireguard/wireguard'
import type { Ipv4 } from '../wire/ipv4-address'
import type { BuiltNetns } from './build-netns'
import type { Errno, WireguardChange, WireguardPeerChange, WireguardPeerView, WireguardView } from './kernel-api'

/** What `wg` asks of the devices of a namespace by netlink (drivers/net/wireguard/netlink.c). */
export function wireguardViews(built: BuiltNetns): readonly WireguardView[] {
  return [...built.wireguards].map(([link, { identity, listenPort, fwmark, peers }]) => ({
    link,
    ...(identity ? { publicKey: base64Encode(identity.publicKey) } : {}),
    ...(identity?.privateKey ? { privateKey: base64Encode(identity.privateKey) } : {}),
    listenPort,
    fwmark,
    peers: [...peers.values()].map(peerView),
  }))
}

function peerView({ publicKey, endpoint, allowedIps, lastHandshakeNs, rxBytes, txBytes, timers }: Peer): WireguardPeerView {
  return {
    publicKey: base64Encode(publicKey),
    ...(endpoint ? { endpoint: { address: endpoint.address as Ipv4, port: endpoint.port } } : {}),
    allowedIps,
    ...(lastHandshakeNs === undefined ? {} : { lastHandshakeNs }),
    rxBytes,
    txBytes,
    persistentKeepaliveSeconds: timers.persistentKeepaliveNs / 1e9,
  }
}

/** wg_set_device. */
export function setWireguard(built: BuiltNetns, link: string, change: WireguardChange): Result<void, Errno> {
  const wireguard = built.wireguards.get(link)
  if (wireguard === undefined) return err({ code: built.netns.device(link) === undefined ? 'ENODEV' : 'EOPNOTSUPP' })
  if (change.replacesPeers) for (const publicKey of [...wireguard.peers.keys()]) wireguard.removePeer(publicKey)
  if (change.privateKey !== undefined) wireguard.setPrivateKey(change.privateKey)
  if (change.fwmark !== undefined) wireguard.fwmark = change.fwmark
  if (change.listenPort !== undefined) wireguard.listenPort = change.listenPort
  for (const peer of change.peers) setPeer(wireguard, peer)
  return ok(undefined)
}

/** set_peer: an own public key is passed over, as the kernel does. */
function setPeer(wireguard: Wireguard, change: WireguardPeerChange): void {
  if (change.remove === true) {
    wireguard.removePeer(change.publicKey)
    return
  }
  const peer = wireguard.peer(change.publicKey)
  if (peer === undefined) return
  if (change.endpoint) wireguard.setEndpoint(peer, change.endpoint.address, change.endpoint.port)
  if (change.allowedIps) wireguard.setAllowedIps(peer, change.allowedIps)
  if (change.persistentKeepaliveSeconds !== undefined) {
    const begins = peer.timers.persistentKeepaliveNs === 0 && change.persistentKeepaliveSeconds > 0
    peer.timers.persistentKeepaliveNs = change.persistentKeepaliveSeconds * 1e9
    if (begins) wireguard.sendKeepalive(peer)
  }
  wireguard.sendWhatWaits(peer)
}
