import type { NeighbourView, Program, System } from '../../engine/kernel-api'
import { formatIpv4, parseIpv4 } from '../../wire/ipv4-address'
import { formatMac, parseMac } from '../../wire/mac-address'
import { errnoText } from '../errno-text'
import { ARP } from '../manual/host'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { toolRelease } from '../tool-release'

const LETTERS = lettersOf(ARP)

/** `arp` of net-tools 2.10: shows, sets and deletes neighbours of IPv4. */
export const arp: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('arp', parsed.error, LETTERS))
    return 3
  }
  const { flags, values, operands } = parsed.value
  if (flags.has('V')) {
    system.stdout(`net-tools ${toolRelease(system).netTools}\n`)
    return 0
  }
  const [host, macText] = operands
  const address = host === undefined ? undefined : parseIpv4(host)
  if (host !== undefined && address === undefined) {
    system.stderr(`${host}: Host name lookup failure\n`)
    return 255
  }
  if (flags.has('d') || flags.has('s')) {
    if (address === undefined) {
      system.stderr('arp: need host name\n')
      return 255
    }
    return flags.has('d') ? remove(system, address) : set(system, address, macText, values.get('i'))
  }
  return show(system, flags, values.get('i'), address)
}

/** What /proc/net/arp lists: entries without an address too, as incomplete. */
function show(system: System, flags: ReadonlySet<string>, link: string | undefined, address: number | undefined): number {
  const all = system.neighbours().filter(({ state }) => state !== 'NONE' && state !== 'NOARP')
  const shown = all.filter((entry) => (link === undefined || entry.link === link) && (address === undefined || entry.address === address))
  const isBsd = flags.has('a')
  if (!isBsd && shown.length > 0) system.stdout('Address                  HWtype  HWaddress           Flags Mask            Iface\n')
  system.stdout(shown.map(isBsd ? bsdLine : linuxLine).join(''))
  if (flags.has('v')) system.stdout(`Entries: ${all.length}\tSkipped: ${all.length - shown.length}\tFound: ${shown.length}\n`)
  if (shown.length === 0 && address !== undefined) system.stdout(`${formatIpv4(address)} (${formatIpv4(address)}) -- no entry\n`)
  else if (shown.length === 0 && link !== undefined) system.stdout(`arp: in ${all.length} entries no match found.\n`)
  return 0
}

function linuxLine({ address, mac, state, link }: NeighbourView): string {
  const name = formatIpv4(address).padEnd(23)
  if (mac === undefined) return `${name}  ${' '.repeat(8)}(incomplete)${' '.repeat(30)}${link}\n`
  return `${name}  ${'ether'.padEnd(8)}${formatMac(mac).padEnd(20)}${(state === 'PERMANENT' ? 'CM' : 'C').padEnd(6)}${' '.repeat(16)}${link}\n`
}

function bsdLine({ address, mac, state, link }: NeighbourView): string {
  const where = mac === undefined ? '<incomplete>' : `${formatMac(mac)} [ether]`
  return `? (${formatIpv4(address)}) at ${where}${state === 'PERMANENT' ? ' PERM' : ''} on ${link}\n`
}

function remove(system: System, address: number): number {
  const entry = system.neighbours().find((known) => known.address === address && known.mac !== undefined)
  if (!entry) {
    system.stderr(`No ARP entry for ${formatIpv4(address)}\n`)
    return 255
  }
  system.deleteNeighbour(entry.link, entry.address)
  return 0
}

function set(system: System, address: NonNullable<ReturnType<typeof parseIpv4>>, macText: string | undefined, link: string | undefined): number {
  const mac = parseMac(macText ?? '')
  if (mac === undefined) {
    system.stderr(macText === undefined ? 'arp: need hardware address\n' : 'arp: invalid hardware address\n')
    return 255
  }
  const route = system.routeGet({ to: address })
  const device = link ?? (route.ok ? route.value.link : undefined)
  const done = device === undefined ? undefined : system.setNeighbour(device, address, mac, 'permanent')
  if (done?.ok) return 0
  system.stderr(`SIOCSARP: ${done ? errnoText(done.error) : 'Network is unreachable'}\n`)
  return 255
}
