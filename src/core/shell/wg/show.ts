import type { System, WireguardPeerView, WireguardView } from '../../engine/kernel-api'
import { errnoText } from '../errno-text'
import { deviceNamed } from './device'
import { agoText, allowedIpsText, bytesText, durationText, endpointText, markText } from './words'

const USAGE =
  'Usage: wg show { <interface> | all | interfaces } ' +
  '[public-key | private-key | listen-port | fwmark | peers | preshared-keys | endpoints | allowed-ips | latest-handshakes | transfer | persistent-keepalive | dump]\n'

/** `wg show`, in words or field by field (show.c). */
export function show(system: System, words: readonly string[]): number {
  const [which = 'all', field] = words
  const devices = system.wireguards()
  if (which === 'interfaces') {
    if (devices.length > 0) system.stdout(`${devices.map(({ link }) => link).join(' ')}\n`)
    return 0
  }
  if (words.length === 1 && (which === '-h' || which === '--help' || which === 'help')) {
    system.stdout(USAGE)
    return 0
  }
  if (which === 'all') {
    if (field !== undefined) return devices.every((device) => printField(system, device, field, `${device.link}\t`)) ? 0 : 1
    system.stdout(devices.map((device) => prettyText(device, system.nowNs())).join('\n'))
    return 0
  }
  const device = deviceNamed(system, which)
  if (!device.ok) {
    system.stderr(`Unable to access interface: ${errnoText(device.error)}\n`)
    return 1
  }
  if (field !== undefined) return printField(system, device.value, field, '') ? 0 : 1
  system.stdout(prettyText(device.value, system.nowNs()))
  return 0
}

/** The peers follow by their last handshake, newest first (sort_peers). */
function prettyText({ link, publicKey, listenPort, fwmark, peers }: WireguardView, nowNs: number): string {
  const lines = [`interface: ${link}`]
  // A device has both keys or none; it never shows the private one.
  if (publicKey !== undefined) lines.push(`  public key: ${publicKey}`, '  private key: (hidden)')
  if (listenPort !== 0) lines.push(`  listening port: ${listenPort}`)
  if (fwmark !== 0) lines.push(`  fwmark: ${markText(fwmark)}`)
  const newestFirst = peers.toSorted((a, b) => (b.lastHandshakeNs ?? -1) - (a.lastHandshakeNs ?? -1))
  return [lines, ...newestFirst.map((peer) => peerLines(peer, nowNs))].map((part) => `${part.join('\n')}\n`).join('\n')
}

function peerLines(peer: WireguardPeerView, nowNs: number): string[] {
  const endpoint = endpointText(peer)
  const lines = [`peer: ${peer.publicKey}`]
  if (endpoint !== undefined) lines.push(`  endpoint: ${endpoint}`)
  lines.push(`  allowed ips: ${allowedIpsText(peer, ', ') ?? '(none)'}`)
  if (peer.lastHandshakeNs !== undefined) lines.push(`  latest handshake: ${agoText(peer.lastHandshakeNs, nowNs)}`)
  if (peer.rxBytes > 0 || peer.txBytes > 0) lines.push(`  transfer: ${bytesText(peer.rxBytes)} received, ${bytesText(peer.txBytes)} sent`)
  if (peer.persistentKeepaliveSeconds > 0) lines.push(`  persistent keepalive: every ${durationText(peer.persistentKeepaliveSeconds)}`)
  return lines
}

type FieldLines = (device: WireguardView) => readonly string[]

const keepaliveText = ({ persistentKeepaliveSeconds }: WireguardPeerView): string => (persistentKeepaliveSeconds === 0 ? 'off' : String(persistentKeepaliveSeconds))
/** 0 says that there was none, so a handshake in the first second of a simulation is told as of the next. */
const handshakeSeconds = ({ lastHandshakeNs }: WireguardPeerView): number => (lastHandshakeNs === undefined ? 0 : Math.max(1, Math.floor(lastHandshakeNs / 1e9)))
const ofPeers =
  (text: (peer: WireguardPeerView) => string): FieldLines =>
  ({ peers }) =>
    peers.map((peer) => `${peer.publicKey}\t${text(peer)}`)

/** What scripts read: one field of the device or of each peer (ugly_print). */
const FIELDS: Readonly<Record<string, FieldLines>> = {
  'public-key': ({ publicKey }) => [publicKey ?? '(none)'],
  'private-key': ({ privateKey }) => [privateKey ?? '(none)'],
  'listen-port': ({ listenPort }) => [String(listenPort)],
  fwmark: ({ fwmark }) => [markText(fwmark)],
  endpoints: ofPeers((peer) => endpointText(peer) ?? '(none)'),
  'allowed-ips': ofPeers((peer) => allowedIpsText(peer, ' ') ?? '(none)'),
  'latest-handshakes': ofPeers((peer) => String(handshakeSeconds(peer))),
  transfer: ofPeers(({ rxBytes, txBytes }) => `${rxBytes}\t${txBytes}`),
  'persistent-keepalive': ofPeers(keepaliveText),
  'preshared-keys': ofPeers(() => '(none)'),
  peers: ({ peers }) => peers.map(({ publicKey }) => publicKey),
  dump: ({ publicKey, privateKey, listenPort, fwmark, peers }) => [
    [privateKey ?? '(none)', publicKey ?? '(none)', listenPort, markText(fwmark)].join('\t'),
    ...peers.map((peer) =>
      [
        peer.publicKey,
        '(none)',
        endpointText(peer) ?? '(none)',
        allowedIpsText(peer, ',') ?? '(none)',
        handshakeSeconds(peer),
        peer.rxBytes,
        peer.txBytes,
        keepaliveText(peer),
      ].join('\t'),
    ),
  ],
}

function printField(system: System, device: WireguardView, field: string, prefix: string): boolean {
  const lines = Object.hasOwn(FIELDS, field) ? FIELDS[field]?.(device) : undefined
  if (!lines) {
    system.stderr(`Invalid parameter: \`${field}'\n${USAGE}`)
    return false
  }
  system.stdout(lines.map((line) => `${prefix}${line}\n`).join(''))
  return true
}
