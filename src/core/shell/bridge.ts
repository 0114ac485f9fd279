import type { Program, System } from '../engine/kernel-api'
import { formatIpv4, parseIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { formatMac, parseMac } from '../wire/mac-address'
import type { Mac } from '../wire/mac-address'
import { errnoText } from './errno-text'
import { PLAIN, colourOption, paint } from './ip/paint'
import type { Paint } from './ip/paint'
import { helpText } from './manual/help-text'
import { BRIDGE } from './manual/ip'
import { toolRelease } from './tool-release'

const HAS = "Hopscope's bridge has fdb show, add, append, replace and del, link show, and -c -j -V"
const OTHER_OBJECTS = ['mdb', 'vlan', 'vni', 'monitor']
/** Options that iproute2 has besides, in the order in which it looks for an abbreviation. */
const OTHER_OPTIONS = ['statistics', 'stats', 'details', 'oneline', 'timestamp', 'family', '4', '6', 'netns', 'compressvlans', 'batch', 'force', 'pretty']

interface BridgeContext {
  readonly system: System
  readonly isJson: boolean
  readonly paint: Paint
}

/** `bridge` of iproute2 6.1: forwarding entries of VXLAN devices, and the ports of bridges, of which a namespace here has none. */
export const bridge: Program = function* (system, argv) {
  let context: BridgeContext = { system, isJson: false, paint: PLAIN }
  let at = 1
  for (; argv[at]?.startsWith('-') === true; at++) {
    const option = argv[at] ?? ''
    const name = option.replace(/^--?/, '')
    const isColoured = colourOption(name)
    if (name !== '' && ['Version', 'V'].includes(name)) {
      system.stdout(`bridge utility, ${toolRelease(system).iproute2.replace(/^iproute2-|,.*/g, '')}\n`)
      return 0
    }
    if (isColoured !== undefined) context = { ...context, paint: paint(isColoured) }
    else if (name !== '' && 'json'.startsWith(name)) context = { ...context, isJson: true }
    else {
      const isReal = name !== '' && OTHER_OPTIONS.some((other) => other.startsWith(name))
      system.stderr(isReal ? `bridge: option ${option} is not modelled; ${HAS}\n` : `Option "${option}" is unknown, try "bridge help".\n`)
      return 255
    }
  }
  return runObject(context, argv.slice(at))
}

function runObject(context: BridgeContext, [object, verb = 'show', ...words]: readonly string[]): number {
  const { system, isJson } = context
  const refuse = (text: string): number => {
    system.stderr(`${text}\n`)
    return 255
  }
  if (object === undefined) return refuse(helpText(BRIDGE).trimEnd())
  const isShow = verb === 'show' || verb === 'list' || verb === 'lst'
  if (object === 'link' && isShow) {
    if (isJson) system.stdout('[]\n')
    return 0
  }
  if (object === 'help') {
    system.stdout(helpText(BRIDGE))
    return 0
  }
  if (object !== 'fdb') return refuse(object === 'link' || OTHER_OBJECTS.includes(object) ? `bridge: "${object === 'link' ? `link ${verb}` : object}" is not modelled; ${HAS}` : `Object "${object}" is unknown, try "bridge help".`)
  if (isShow) return show(context, words)
  if (verb === 'add' || verb === 'append' || verb === 'replace' || verb === 'del') return change(system, verb, words)
  return refuse(['flush', 'get', 'help'].includes(verb) ? `bridge: "fdb ${verb}" is not modelled; ${HAS}` : `Command "${verb}" is unknown, try "bridge fdb help".`)
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

function show({ system, isJson, paint }: BridgeContext, words: readonly string[]): number {
  const link = valueAfter(words, 'dev') ?? valueAfter(words, 'brport') ?? (words.length === 1 ? words[0] : undefined)
  if (link !== undefined && !system.links().some(({ spec }) => spec.name === link)) {
    system.stderr(`Cannot find device "${link}"\n`)
    return 255
  }
  // the entries of a bridge's ports: there is no bridge here
  if (words.includes('br')) return 0
  const entries = entriesOf(system).filter((entry) => link === undefined || entry.link === link)
  system.stdout(isJson ? `${JSON.stringify(entries.map(jsonOf))}\n` : entries.map((entry) => textOf(entry, link !== undefined, paint)).join(''))
  return 0
}

function textOf({ mac, link, destination }: FdbEntry, isOneLink: boolean, paint: Paint): string {
  const device = isOneLink ? '' : `dev ${paint.link(`${link} `)}`
  return `${paint.mac(`${formatMac(mac)} `)}${device}${destination === undefined ? '' : `dst ${paint.address(`${formatIpv4(destination)} `)}`}self permanent\n`
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
