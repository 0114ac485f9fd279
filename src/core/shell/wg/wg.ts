import { base64Encode } from '../../base/base64'
import type { Program, System } from '../../engine/kernel-api'
import { wireguardPublicKey } from '../../wire/wireguard-key'
import { utf8Text } from '../resources/utf8'
import { toolRelease } from '../tool-release'
import { set } from './set'
import { applyConfiguration } from './setconf'
import { show } from './show'
import { showConfiguration } from './showconf'

/** A key's text, and the blanks that it may come with. */
const MAX_KEY_BYTES = 256

const USAGE = `Usage: wg <cmd> [<args>]

Available subcommands:
  show: Shows the current configuration and device information
  showconf: Shows the current configuration of a given WireGuard interface, for use with \`setconf'
  set: Change the current configuration, add peers, remove peers, or change peers
  setconf: Applies a configuration file to a WireGuard interface
  addconf: Appends a configuration file to a WireGuard interface
  syncconf: Synchronizes a configuration file to a WireGuard interface
  genkey: Generates a new private key and writes it to stdout
  genpsk: Generates a new preshared key and writes it to stdout
  pubkey: Reads a private key from stdin and writes a public key to stdout
You may pass \`--help' to any of these subcommands to view usage.
`

/** `wg` of wireguard-tools 1.0.20210914. */
export const wg: Program = function* (system, argv) {
  const [subcommand = 'show', ...words] = argv.slice(1)
  switch (subcommand) {
    case 'show':
      return show(system, words)
    case 'showconf':
      return showConfiguration(system, words)
    case 'set':
      return set(system, words)
    case 'setconf':
    case 'addconf':
    case 'syncconf':
      return applyConfiguration(system, subcommand, words)
    case 'pubkey':
      return printPublicKey(system)
    case 'genkey':
      return printKey(system, true)
    case 'genpsk':
      return printKey(system, false)
    case '-v':
    case '--version':
    case 'version':
      system.stdout(`wireguard-tools ${toolRelease(system).wireguard} - https://git.zx2c4.com/wireguard-tools/\n`)
      return 0
    case '-h':
    case '--help':
    case 'help':
      system.stdout(USAGE)
      return 0
  }
  system.stderr(`Invalid subcommand: \`${subcommand}'\n${USAGE}`)
  return 1
}

/** pubkey.c: what is piped in is a private key. */
function printPublicKey(system: System): number {
  const key = utf8Text(system.stdin.subarray(0, MAX_KEY_BYTES)).trim()
  const publicKey = wireguardPublicKey(key)
  if (publicKey === undefined) {
    system.stderr('wg: Key is not the correct length or format\n')
    return 1
  }
  system.stdout(`${publicKey}\n`)
  return 0
}

function printKey(system: System, isPrivateKey: boolean): number {
  const key = Uint8Array.from({ length: 32 }, () => system.rng.nextBelow(256))
  if (isPrivateKey) {
    // A private key of X25519 (RFC 7748 section 5).
    key[0] = (key[0] as number) & 248
    key[31] = ((key[31] as number) & 127) | 64
  }
  system.stdout(`${base64Encode(key)}\n`)
  return 0
}
