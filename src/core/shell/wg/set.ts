import { base64Decode } from '../../base/base64'
import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System, WireguardChange, WireguardPeerChange } from '../../engine/kernel-api'
import { networkOf, parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4, Ipv4Prefix } from '../../wire/ipv4-address'
import { WIREGUARD_KEY_BYTES } from '../../wire/wireguard-key'
import { errnoText } from '../errno-text'
import { utf8Text } from '../resources/utf8'

const USAGE =
  'Usage: wg set <interface> [listen-port <port>] [fwmark <mark>] [private-key <file path>] [peer <base64 public key> [remove] [preshared-key <file path>] ' +
  '[endpoint <ip>:<port>] [persistent-keepalive <interval seconds>] [allowed-ips <ip1>/<cidr1>[,<ip2>/<cidr2>]...] ]...\n'

/** `wg set INTERFACE …` (set.c). */
export function set(system: System, words: readonly string[]): number {
  const [link, ...settings] = words
  if (link === undefined || settings.length === 0) {
    system.stderr(USAGE)
    return 1
  }
  const change = readSettings(system, settings)
  if (!change.ok) {
    system.stderr(change.error)
    return 1
  }
  const done = system.setWireguard(link, change.value)
  if (done.ok) return 0
  system.stderr(`Unable to modify interface: ${errnoText(done.error)}\n`)
  return 1
}

const MAX_KEY_FILE_BYTES = 4096

export type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** config_read_cmd. What follows `peer KEY` belongs to that peer. */
function readSettings(system: System, words: readonly string[]): Result<WireguardChange, string> {
  const change: Writable<WireguardChange> = { peers: [] }
  const peers: Writable<WireguardPeerChange>[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    const peer = peers.at(-1)
    if (word === 'remove' && peer) {
      peer.remove = true
      continue
    }
    const value = words[++i]
    if (value === undefined) return err(`Invalid argument: ${word}\n`)
    const problem = word === 'peer' ? addPeer(peers, value) : peer ? readPeerSetting(peer, word, value) : word === 'private-key' ? readKeyFile(system, change, value) : readDeviceSetting(change, word, value)
    if (problem !== undefined) return err(problem)
  }
  return ok({ ...change, peers })
}

/** Each of these answers with what is wrong, or undefined. */
export function addPeer(peers: Writable<WireguardPeerChange>[], key: string): string | undefined {
  if (!isKey(key)) return `Key is not the correct length or format: \`${key}'\n`
  peers.push({ publicKey: key })
  return undefined
}

export function readDeviceSetting(change: Writable<WireguardChange>, word: string, value: string): string | undefined {
  if (word === 'listen-port') {
    const port = numberOf(value, 65535)
    if (port === undefined) return `Unable to parse port: \`${value}'\n`
    change.listenPort = port
    return undefined
  }
  if (word === 'fwmark') {
    const mark = value === 'off' ? 0 : numberOf(value, 0xffffffff)
    if (mark === undefined) return `Fwmark is neither 0/off nor 0-0xffffffff: \`${value}'\n`
    change.fwmark = mark
    return undefined
  }
  return `Invalid argument: ${word}\n`
}

/** parse_keyfile: an empty file takes the key away. */
function readKeyFile(system: System, change: Writable<WireguardChange>, path: string): string | undefined {
  const bytes = path === '/dev/stdin' ? system.stdin : path === '/dev/null' ? new Uint8Array(0) : system.files.read(path)
  if (bytes === undefined) return `fopen: No such file or directory\n`
  const key = utf8Text(bytes.subarray(0, MAX_KEY_FILE_BYTES)).trim()
  if (key !== '' && !isKey(key)) return `Key is not the correct length or format: \`${key.slice(0, 60)}'\n`
  change.privateKey = key
  return undefined
}

export function isKey(text: string): boolean {
  return base64Decode(text)?.length === WIREGUARD_KEY_BYTES
}

export function readPeerSetting(peer: Writable<WireguardPeerChange>, word: string, value: string): string | undefined {
  if (word === 'endpoint') {
    const endpoint = endpointOf(value)
    if (!endpoint) return `Unable to parse endpoint: \`${value}'\n`
    peer.endpoint = endpoint
    return undefined
  }
  if (word === 'allowed-ips') {
    const prefixes = value === '' ? [] : value.split(',').map(prefixOf)
    const wrong = prefixes.indexOf(undefined)
    if (wrong >= 0) return `Unable to parse IP address: \`${value.split(',')[wrong] ?? ''}'\n`
    peer.allowedIps = prefixes.filter((prefix) => prefix !== undefined)
    return undefined
  }
  if (word === 'persistent-keepalive') {
    const seconds = value === 'off' ? 0 : numberOf(value, 65535)
    if (seconds === undefined) return `The persistent keepalive interval must be 0/off or 1-65535. Found: \`${value}'\n`
    peer.persistentKeepaliveSeconds = seconds
    return undefined
  }
  return word === 'preshared-key' ? 'wg: preshared keys are not modelled\n' : `Invalid argument: ${word}\n`
}

function numberOf(text: string, largest: number): number | undefined {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) return undefined
  const value = Number(text)
  return value <= largest ? value : undefined
}

function endpointOf(text: string): { readonly address: Ipv4; readonly port: number } | undefined {
  const colon = text.lastIndexOf(':')
  const address = parseIpv4(text.slice(0, Math.max(colon, 0)))
  const port = numberOf(text.slice(colon + 1), 65535)
  return address === undefined || port === undefined ? undefined : { address, port }
}

/** `ADDRESS` or `ADDRESS/LENGTH`; bits behind the length are cut off. */
function prefixOf(text: string): Ipv4Prefix | undefined {
  const [base = '', length, ...rest] = text.split('/')
  const address = parseIpv4(base)
  const prefixLength = length === undefined ? 32 : /^\d+$/.test(length) ? Number(length) : NaN
  if (address === undefined || rest.length > 0 || !(prefixLength <= 32)) return undefined
  return { network: networkOf(address, prefixLength), prefixLength }
}
