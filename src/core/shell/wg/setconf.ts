import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System, WireguardChange, WireguardPeerChange, WireguardView } from '../../engine/kernel-api'
import { errnoText } from '../errno-text'
import { utf8Text } from '../resources/utf8'
import { deviceNamed } from './device'
import { addPeer, isKey, readDeviceSetting, readPeerSetting } from './set'
import type { Writable } from './set'

type ConfVerb = 'setconf' | 'addconf' | 'syncconf'

const MAX_FILE_BYTES = 1024 * 1024

/** `wg setconf|addconf|syncconf INTERFACE FILE` (setconf.c, config.c). */
export function applyConfiguration(system: System, verb: ConfVerb, words: readonly string[]): number {
  const [link, path, ...more] = words
  if (link === undefined || path === undefined || more.length > 0) {
    system.stderr(`Usage: wg ${verb} <interface> <configuration filename>\n`)
    return 1
  }
  const bytes = path === '/dev/stdin' ? system.stdin : system.files.read(path)
  if (bytes === undefined || bytes.length > MAX_FILE_BYTES) {
    system.stderr(bytes === undefined ? 'fopen: No such file or directory\n' : `wg: ${path} has ${bytes.length} bytes; Hopscope reads at most ${MAX_FILE_BYTES} here\n`)
    return 1
  }
  const written = readConfiguration(utf8Text(bytes))
  if (!written.ok) {
    system.stderr(`${written.error}Configuration parsing error\n`)
    return 1
  }
  const device = deviceNamed(system, link)
  if (!device.ok) {
    system.stderr(`Unable to ${verb === 'syncconf' ? 'retrieve current interface configuration' : 'modify interface'}: ${errnoText(device.error)}\n`)
    return 1
  }
  const done = system.setWireguard(link, verb === 'addconf' ? written.value : whole(system, device.value, written.value, verb))
  if (done.ok) return 0
  system.stderr(`Unable to modify interface: ${errnoText(done.error)}\n`)
  return 1
}

/** What the file leaves out is taken away: a port is drawn anew; syncconf leaves the peers that stay in peace. */
function whole(system: System, device: WireguardView, written: WireguardChange, verb: ConfVerb): WireguardChange {
  const settings = { ...written, privateKey: written.privateKey ?? '', fwmark: written.fwmark ?? 0, listenPort: written.listenPort ?? 32768 + system.rng.nextBelow(28232) }
  if (verb === 'setconf') return { ...settings, replacesPeers: true }
  const staying = new Set(written.peers.map(({ publicKey }) => publicKey))
  const gone = device.peers.filter(({ publicKey }) => !staying.has(publicKey)).map(({ publicKey }) => ({ publicKey, remove: true }) as const)
  return { ...settings, peers: [...gone, ...written.peers] }
}

/** Keys of a configuration file by the words of `wg set`; case does not matter. */
const DEVICE_KEYS: Readonly<Record<string, string>> = { listenport: 'listen-port', fwmark: 'fwmark' }
const PEER_KEYS: Readonly<Record<string, string>> = { endpoint: 'endpoint', allowedips: 'allowed-ips', persistentkeepalive: 'persistent-keepalive', presharedkey: 'preshared-key' }

/** A section's lines up to the next section. */
function readConfiguration(text: string): Result<WireguardChange, string> {
  const change: Writable<WireguardChange> = { peers: [] }
  const peers: Writable<WireguardPeerChange>[] = []
  let section: 'interface' | 'peer' | undefined
  for (const line of text.split('\n')) {
    const bare = line.replace(/#.*/, '').replaceAll(/\s/g, '')
    if (bare === '') continue
    const heading = bare.toLowerCase()
    if (heading === '[interface]' || heading === '[peer]') {
      section = heading === '[peer]' ? 'peer' : 'interface'
      if (section === 'peer') peers.push({ publicKey: '', allowedIps: [] })
      continue
    }
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/.exec(bare) ?? []
    const peer = peers.at(-1)
    const problem = section === 'interface' ? readOwn(change, key.toLowerCase(), value) : section === 'peer' && peer ? readPeer(peers, peer, key.toLowerCase(), value) : unrecognized(line)
    if (problem !== undefined) return err(problem === '' ? unrecognized(line) : problem)
  }
  const keyless = peers.find(({ publicKey }) => publicKey === '')
  return keyless ? err('A peer is missing a public key\n') : ok({ ...change, peers })
}

/** What is wrong; empty: there is no such line. */
function readOwn(change: Writable<WireguardChange>, key: string, value: string): string | undefined {
  if (key === 'privatekey') {
    if (!isKey(value)) return `Key is not the correct length or format: \`${value.slice(0, 60)}'\n`
    change.privateKey = value
    return undefined
  }
  const word = Object.hasOwn(DEVICE_KEYS, key) ? DEVICE_KEYS[key] : undefined
  return word === undefined ? '' : readDeviceSetting(change, word, value)
}

function readPeer(peers: readonly Writable<WireguardPeerChange>[], peer: Writable<WireguardPeerChange>, key: string, value: string): string | undefined {
  if (key === 'publickey') {
    const problem = addPeer([], value)
    if (problem === undefined) peer.publicKey = value
    return problem ?? (peers.some((other) => other !== peer && other.publicKey === value) ? `wg: peer ${value} stands twice\n` : undefined)
  }
  const word = Object.hasOwn(PEER_KEYS, key) ? PEER_KEYS[key] : undefined
  return word === undefined ? '' : readPeerSetting(peer, word, value)
}

function unrecognized(line: string): string {
  return `Line unrecognized: \`${line.replaceAll(/\s/g, '').slice(0, 60)}'\n`
}
