import type { LinkView, Program, System } from '../../engine/kernel-api'
import { ETHTOOL } from '../manual/host'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { toolRelease } from '../tool-release'
import { featuresText } from './link-features'

const LETTERS = lettersOf(ETHTOOL)

/** `ethtool` 6.1: settings, `-k`, `-i` and `-S` of a link. A lab's NICs are veths and print as such. */
export const ethtool: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('ethtool', parsed.error, LETTERS))
    return 1
  }
  const { flags, operands } = parsed.value
  const { ethtool: release } = toolRelease(system)
  if (flags.has('version')) {
    system.stdout(`ethtool version ${release}\n`)
    return 0
  }
  const [name] = operands
  if (name === undefined || operands.length > 1) {
    system.stderr('ethtool: bad command line argument(s)\nFor more information run ethtool -h\n')
    return 1
  }
  const link = system.links().find(({ spec }) => spec.name === name)
  if (!link) return noDevice(system, flags)
  if (flags.has('k')) return features(system, link)
  if (flags.has('i')) return driver(system, link)
  return flags.has('S') ? statistics(system, link) : settings(system, link)
}

function noDevice(system: System, flags: ReadonlySet<string>): number {
  const line = 'netlink error: no device matches name (offset 24)\nnetlink error: No such device\n'
  const isSettings = flags.size === 0
  system.stderr(isSettings ? `${line.repeat(5)}No data available\n` : line)
  return isSettings ? 75 : 1
}

function settings(system: System, { spec, up }: LinkView): number {
  const modes =
    '\tSupported ports: [  ]\n\tSupported link modes:   Not reported\n\tSupported pause frame use: No\n\tSupports auto-negotiation: No\n\tSupported FEC modes: Not reported\n' +
    '\tAdvertised link modes:  Not reported\n\tAdvertised pause frame use: No\n\tAdvertised auto-negotiation: No\n\tAdvertised FEC modes: Not reported\n' +
    '\tSpeed: 10000Mb/s\n\tDuplex: Full\n\tAuto-negotiation: off\n\tPort: Twisted Pair\n\tPHYAD: 0\n\tTransceiver: internal\n\tMDI-X: Unknown\n'
  const hasModes = spec.kind === 'ethernet' || spec.kind === 'vxlan'
  system.stdout(`Settings for ${spec.name}:\n${hasModes ? modes : ''}\tLink detected: ${up ? 'yes' : 'no'}\n`)
  return 0
}

function features(system: System, { spec }: LinkView): number {
  const text = featuresText(spec.kind)
  if (text === undefined) {
    system.stderr(`ethtool: the offloads of ${spec.name} are not modelled; Hopscope knows those of NICs, veths, lo and VXLAN devices\n`)
    return 1
  }
  system.stdout(`Features for ${spec.name}:\n${text}`)
  return 0
}

function driver(system: System, { spec }: LinkView): number {
  const drivers: Readonly<Record<string, readonly [string, string]>> = { ethernet: ['veth', '1.0'], vxlan: ['vxlan', '0.1'], wireguard: ['wireguard', '1.0.0'] }
  const known = drivers[spec.kind]
  if (!known) {
    system.stderr('Cannot get driver information: Operation not supported\n')
    return 71
  }
  const supports = `supports-statistics: ${spec.kind === 'ethernet' ? 'yes' : 'no'}\nsupports-test: no\nsupports-eeprom-access: no\nsupports-register-dump: no\nsupports-priv-flags: no\n`
  system.stdout(`driver: ${known[0]}\nversion: ${known[1]}\nfirmware-version: \nexpansion-rom-version: \nbus-info: \n${supports}`)
  return 0
}

/** Of a veth: its peer, and what XDP did, which is nothing. */
function statistics(system: System, { spec, peerIfindex }: LinkView): number {
  if (spec.kind !== 'ethernet' || peerIfindex === undefined) {
    system.stderr('no stats available\n')
    return 94
  }
  const zeros = ['rx_queue_0_xdp_packets', 'rx_queue_0_xdp_bytes', 'rx_queue_0_drops', 'rx_queue_0_xdp_redirect', 'rx_queue_0_xdp_drops', 'rx_queue_0_xdp_tx', 'rx_queue_0_xdp_tx_errors', 'tx_queue_0_xdp_xmit', 'tx_queue_0_xdp_xmit_errors']
  system.stdout(`NIC statistics:\n     peer_ifindex: ${peerIfindex}\n${zeros.map((counter) => `     ${counter}: 0\n`).join('')}`)
  return 0
}
