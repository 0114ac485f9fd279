import type { Program, System } from '../engine/kernel-api'
import { formatIpv4, parseIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { formatMac, parseMac } from '../wire/mac-address'
import type { Mac } from '../wire/mac-address'
import { errnoText } from './errno-text'

const HAS = "Hopscope's bridge has fdb show, add, append, replace and del, link show, and -j"

/** `bridge` of iproute2 6.1: forwarding entries of VXLAN devices, and the ports of bridges, of which a namespace here has none. */
export const bridge: Program = function* (system, argv) {
  const isJson = ['-j', '-json', '--json'].includes(argv[1] ?? '')
  const [object, verb = 'show', ...words] = argv.slice(isJson ? 2 : 1)
  const isShow = verb === 'show' || verb === 'list' || verb === 'lst'
  if (object === 'link' && isShow) {
    if (isJson) system.stdout('[]\n')
    return 0
  }
  if (object !== 'fdb') {
    system.stderr(`bridge: "${object ?? ''}" is not modelled; ${HAS}\n`)
    return 255
  }
  if (isShow) return show(system, words, isJson)
  if (verb !== 'add' && verb !== 'append' && verb !== 'replace' && verb !== 'del') {
    system.stderr(`bridge: "fdb ${verb}" is not modelled; ${HAS}\n`)
    return 255
  }
  return change(system, verb, words)
}

interface FdbEntry {
  readonly mac: Mac
  readonly link: string
  readonly destination?: Ipv4
}

/** 224.0.0.1, which every Ethernet device with IPv4 hears (ip_mc_up, net/ipv4/igmp.c). */
const ALL_HOSTS = 0x0100_5e00_0001 as Mac

/** Device by device, as rtnl_fdb_dump does: what an Ethernet device hears besides its own address, and where a VXLAN device sends frames. */
function entriesOf(system: System): readonly FdbEntry[] {
  const entries = system.fdb()
  return system.links().flatMap(({ spec, up }): readonly FdbEntry[] => {
    const own = entries.filter(({ link }) => link === spec.name)
    return spec.kind === 'ethernet' && up ? [{ mac: ALL_HOSTS, link: spec.name }, ...own] : own
  })
}

function show(system: System, words: readonly string[], isJson: boolean): number {
  const link = valueAfter(words, 'dev') ?? valueAfter(words, 'brport') ?? (words.length === 1 ? words[0] : undefined)
  if (link !== undefined && !system.links().some(({ spec }) => spec.name === link)) {
    system.stderr(`Cannot find device "${link}"\n`)
    return 255
  }
  // the entries of a bridge's ports: there is no bridge here
  if (words.includes('br')) return 0
  const entries = entriesOf(system).filter((entry) => link === undefined || entry.link === link)
  system.stdout(isJson ? `${JSON.stringify(entries.map(jsonOf))}\n` : entries.map((entry) => textOf(entry, link !== undefined)).join(''))
  return 0
}

function textOf({ mac, link, destination }: FdbEntry, isOneLink: boolean): string {
  return `${formatMac(mac)} ${isOneLink ? '' : `dev ${link} `}${destination === undefined ? '' : `dst ${formatIpv4(destination)} `}self permanent\n`
}

function jsonOf({ mac, link, destination }: FdbEntry): Readonly<Record<string, unknown>> {
  return { mac: formatMac(mac), ifname: link, ...(destination === undefined ? {} : { dst: formatIpv4(destination) }), flags: ['self'], state: 'permanent' }
}

function change(system: System, verb: 'add' | 'append' | 'replace' | 'del', words: readonly string[]): number {
  const mac = parseMac(words[0] ?? '')
  const link = valueAfter(words, 'dev')
  const destination = parseIpv4(valueAfter(words, 'dst') ?? '')
  if (mac === undefined || link === undefined) {
    system.stderr('Device and address are required arguments.\n')
    return 255
  }
  if (verb !== 'del' && destination === undefined) {
    system.stderr('bridge: an entry without dst is not modelled\n')
    return 255
  }
  if (!system.links().some((view) => view.spec.name === link)) {
    system.stderr(`Cannot find device "${link}"\n`)
    return 255
  }
  const done = destination === undefined || verb === 'del' ? system.fdbDelete(link, mac) : system.fdbAdd(link, mac, destination, verb === 'replace')
  if (done.ok) return 0
  system.stderr(`RTNETLINK answers: ${errnoText(done.error)}\n`)
  return 255
}

function valueAfter(words: readonly string[], keyword: string): string | undefined {
  const at = words.indexOf(keyword)
  return at < 0 ? undefined : words[at + 1]
}
