import { base64Encode } from '../../base/base64'
import type { Program, System } from '../../engine/kernel-api'
import { toolRelease } from '../tool-release'
import { set } from './set'
import { show } from './show'
import { showConfiguration } from './showconf'

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
/** They read a file or standard input, and there are neither. */
const NEEDS_INPUT: ReadonlySet<string> = new Set(['setconf', 'addconf', 'syncconf', 'pubkey'])

/** `wg` of wireguard-tools 1.0.20210914: show, showconf, set, genkey, genpsk. */
export const wg: Program = function* (system, argv) {
  const [subcommand = 'show', ...words] = argv.slice(1)
  switch (subcommand) {
    case 'show':
      return show(system, words)
    case 'showconf':
      return showConfiguration(system, words)
    case 'set':
      return set(system, words)
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
  if (NEEDS_INPUT.has(subcommand)) system.stderr(`wg: ${subcommand} reads a file or standard input, which Hopscope's namespaces do not have\n`)
  else system.stderr(`Invalid subcommand: \`${subcommand}'\n${USAGE}`)
  return 1
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
