import type { System, WireguardPeerView } from '../../engine/kernel-api'
import { errnoText } from '../errno-text'
import { deviceNamed } from './device'
import { allowedIpsText, endpointText, markText } from './words'

/** `wg showconf INTERFACE` (showconf.c). */
export function showConfiguration(system: System, words: readonly string[]): number {
  const [name] = words
  if (name === undefined || words.length > 1) {
    system.stderr('Usage: wg showconf <interface>\n')
    return 1
  }
  const device = deviceNamed(system, name)
  if (!device.ok) {
    system.stderr(`Unable to access interface: ${errnoText(device.error)}\n`)
    return 1
  }
  const { listenPort, fwmark, publicKey, privateKey, peers } = device.value
  const own = ['[Interface]']
  if (listenPort !== 0) own.push(`ListenPort = ${listenPort}`)
  if (fwmark !== 0) own.push(`FwMark = ${markText(fwmark)}`)
  if (privateKey !== undefined) own.push(`PrivateKey = ${privateKey}`)
  system.stdout(`${own.join('\n')}\n\n${peers.map(peerText).join('\n')}`)
  if (privateKey === undefined && publicKey !== undefined) system.stderr(`The lab tells no private key for ${publicKey}: a node would print it here.\n`)
  return 0
}

function peerText(peer: WireguardPeerView): string {
  const endpoint = endpointText(peer)
  const allowedIps = allowedIpsText(peer, ', ')
  const lines = ['[Peer]', `PublicKey = ${peer.publicKey}`]
  if (allowedIps !== undefined) lines.push(`AllowedIPs = ${allowedIps}`)
  if (endpoint !== undefined) lines.push(`Endpoint = ${endpoint}`)
  if (peer.persistentKeepaliveSeconds > 0) lines.push(`PersistentKeepalive = ${peer.persistentKeepaliveSeconds}`)
  return `${lines.join('\n')}\n`
}
