import type { LinkView } from '../../engine/kernel-api'
import { formatIpv4, maskOf } from '../../wire/ipv4-address'
import { formatMac } from '../../wire/mac-address'

/** IFF_* in the order in which ifconfig names them. */
const FLAGS = [
  ['UP', 1],
  ['BROADCAST', 2],
  ['LOOPBACK', 8],
  ['POINTOPOINT', 16],
  ['RUNNING', 64],
  ['NOARP', 128],
  ['MULTICAST', 4096],
] as const

function flagsOf({ spec, up, hasCarrier }: LinkView): readonly (typeof FLAGS)[number][] {
  const own = { loopback: ['LOOPBACK'], ethernet: ['BROADCAST', 'MULTICAST'], ipip: ['NOARP'], vxlan: ['BROADCAST', 'MULTICAST'], wireguard: ['POINTOPOINT', 'NOARP'] }[spec.kind]
  return FLAGS.filter(([name]) => own.includes(name) || (up && (name === 'UP' || (name === 'RUNNING' && hasCarrier))))
}

/** A link as `ifconfig` prints it, with the empty line behind it (lib/interface.c, ife_print_long). */
export function linkBlock(link: LinkView): string {
  const flags = flagsOf(link)
  const sum = flags.reduce((total, [, bit]) => total + bit, 0)
  return `${link.spec.name}: flags=${sum}<${flags.map(([name]) => name).join(',')}>  mtu ${link.mtuBytes}\n${addressLine(link)}        ${hardwareText(link)}\n${counters(link)}\n`
}

function addressLine({ spec, addresses }: LinkView): string {
  const [address] = addresses
  if (!address) return ''
  const hasBroadcast = spec.kind === 'ethernet' || spec.kind === 'vxlan'
  const further = hasBroadcast ? `  broadcast ${formatIpv4(address.broadcast ?? 0)}` : spec.kind === 'wireguard' ? `  destination ${formatIpv4(address.address)}` : ''
  return `        inet ${formatIpv4(address.address)}  netmask ${formatIpv4(maskOf(address.prefixLength))}${further}\n`
}

function hardwareText({ spec }: LinkView): string {
  switch (spec.kind) {
    case 'loopback':
      return 'loop  txqueuelen 1000  (Local Loopback)'
    case 'ipip':
      return 'tunnel   txqueuelen 1000  (IPIP Tunnel)'
    case 'wireguard':
      return 'unspec 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00  txqueuelen 1000  (UNSPEC)'
    case 'ethernet':
    case 'vxlan':
      return `ether ${formatMac(spec.mac)}  txqueuelen 1000  (Ethernet)`
  }
}

function counters({ counters: counted }: LinkView): string {
  return (
    `        RX packets ${counted.rxPackets}  bytes ${counted.rxBytes} (${shortBytes(counted.rxBytes)})\n` +
    `        RX errors ${counted.rxErrors}  dropped ${counted.rxDropped}  overruns 0  frame 0\n` +
    `        TX packets ${counted.txPackets}  bytes ${counted.txBytes} (${shortBytes(counted.txBytes)})\n` +
    `        TX errors ${counted.txErrors}  dropped ${counted.txDropped} overruns 0  carrier 0  collisions 0\n`
  )
}

/** `1.0 KiB`, cut off behind one digit; a unit begins above its first value. */
function shortBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  const at = units.findLastIndex((_, i) => i === 0 || bytes > 1024 ** i)
  const tenths = Math.floor((bytes * 10) / 1024 ** at)
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${units[at]}`
}

const FLAG_LETTERS: Readonly<Record<string, string>> = { BROADCAST: 'B', LOOPBACK: 'L', MULTICAST: 'M', NOARP: 'O', POINTOPOINT: 'P', RUNNING: 'R', UP: 'U' }

/** A link's line in `ifconfig -s`. */
export function linkRow(link: LinkView): string {
  const { rxPackets, rxErrors, rxDropped, txPackets, txErrors, txDropped } = link.counters
  const names = flagsOf(link).map(([name]) => name)
  const letters = Object.entries(FLAG_LETTERS).filter(([name]) => names.some((known) => known === name)).map(([, letter]) => letter).join('')
  const six = (value: number): string => String(value).padStart(6)
  return `${link.spec.name.padEnd(16)}${String(link.mtuBytes).padStart(5)} ${String(rxPackets).padStart(8)} ${six(rxErrors)} ${six(rxDropped)} ${'0'.padEnd(6)} ${String(txPackets).padStart(8)} ${six(txErrors)} ${six(txDropped)} ${six(0)} ${letters}\n`
}
