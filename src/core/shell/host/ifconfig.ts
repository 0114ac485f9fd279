import type { LinkView, Program, System } from '../../engine/kernel-api'
import { broadcastOf, formatIpv4, maskOf, parseIpv4 } from '../../wire/ipv4-address'
import { errnoText } from '../errno-text'
import { IFCONFIG } from '../manual/host'
import { lettersOf, parseOptions } from '../options'
import { toolRelease } from '../tool-release'
import { linkBlock, linkRow } from './ifconfig-text'

const LETTERS = lettersOf(IFCONFIG)
const HINT = "ifconfig: `--help' gives usage information.\n"

/** `ifconfig` of net-tools 2.10: shows links, sets up, down, mtu and the address. */
export const ifconfig: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(`ifconfig: option \`${parsed.error.option}' not recognised.\n${HINT}`)
    return 1
  }
  const { flags, operands } = parsed.value
  if (flags.has('V')) {
    system.stdout(`net-tools ${toolRelease(system).netTools}\n`)
    return 0
  }
  const [name, ...settings] = operands
  if (name === undefined) return showAll(system, flags)
  const link = system.links().find(({ spec }) => spec.name === name)
  if (!link) {
    system.stderr(`${name}: error fetching interface information: Device not found\n`)
    return 1
  }
  if (settings.length === 0) {
    system.stdout(flags.has('s') ? rows([link]) : linkBlock(link))
    return 0
  }
  return change(system, link, settings)
}

function showAll(system: System, flags: ReadonlySet<string>): number {
  const links = system
    .links()
    .filter((link) => link.up || flags.has('a'))
    .toSorted((a, b) => byName(a.spec.name, b.spec.name))
  system.stdout(flags.has('s') ? rows(links) : links.map(linkBlock).join(''))
  return 0
}

function rows(links: readonly LinkView[]): string {
  return `Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n${links.map(linkRow).join('')}`
}

/** Numbers at the end count as numbers: eth2 before eth10 (nstrcmp). */
function byName(one: string, other: string): number {
  const [a = '', x = ''] = [/^\D*/.exec(one)?.[0], /\d+$/.exec(one)?.[0]]
  const [b = '', y = ''] = [/^\D*/.exec(other)?.[0], /\d+$/.exec(other)?.[0]]
  if (a === b && x !== '' && y !== '') return Number(x) - Number(y)
  return one < other ? -1 : 1
}

/** Settings one after the other; what went before a bad one has been done. */
function change(system: System, link: LinkView, settings: readonly string[]): number {
  const { name } = link.spec
  let address: { text: string; netmask?: string; broadcast?: string } | undefined
  for (let i = 0; i < settings.length; i++) {
    const word = settings[i] as string
    if (word === 'up' || word === 'down') {
      const done = system.setLink(name, { up: word === 'up' })
      if (!done.ok) return refuse(system, `SIOCSIFFLAGS: ${errnoText(done.error)}\n`)
    } else if (word === 'mtu') {
      const text = settings[++i] ?? ''
      const done = /^\d{1,9}$/.test(text) ? system.setLink(name, { mtuBytes: Number(text) }) : undefined
      if (!done?.ok) return refuse(system, `SIOCSIFMTU: ${done ? errnoText(done.error) : 'Invalid argument'}\n`)
    } else if (word === 'netmask' && address) address.netmask = settings[++i] ?? ''
    else if (word === 'broadcast' && address) address.broadcast = settings[++i] ?? ''
    else if (parseIpv4(word.split('/')[0] ?? '') !== undefined && !address) address = { text: word }
    else if (NOT_MODELLED.test(word)) return refuse(system, `ifconfig: ${word} is not modelled; Hopscope's ifconfig has up, down, mtu and ADDRESS [netmask MASK] [broadcast ADDRESS]\n`)
    else return refuse(system, `${word}: Host name lookup failure\n${HINT}`)
  }
  return address ? setAddress(system, link, address) : 0
}

const NOT_MODELLED = /^-?(arp|promisc|allmulti|multicast|dynamic|trailers|pointopoint|broadcast|netmask|metric|hw|add|del|tunnel|txqueuelen|media|irq|io_addr|mem_start)$/

/** The first address of the link gives way to this one (SIOCSIFADDR). */
function setAddress(system: System, link: LinkView, { text, netmask, broadcast }: { readonly text: string; readonly netmask?: string; readonly broadcast?: string }): number {
  const [addressText = '', lengthText] = text.split('/')
  const address = parseIpv4(addressText)
  const prefixLength = lengthText === undefined ? lengthOfMask(netmask, address ?? 0) : Number(lengthText)
  const broadcastAddress = broadcast === undefined ? undefined : parseIpv4(broadcast)
  if (address === undefined || prefixLength === undefined || !(prefixLength >= 0 && prefixLength <= 32) || (broadcast !== undefined && broadcastAddress === undefined)) {
    return refuse(system, `ifconfig: ${text}: bad address, netmask or broadcast\n`)
  }
  const [before] = link.addresses
  if (before) system.deleteAddress(link.spec.name, before)
  const natural = prefixLength < 31 && link.spec.kind === 'ethernet' ? broadcastOf(address, prefixLength) : undefined
  const shown = broadcastAddress ?? natural
  const done = system.addAddress(link.spec.name, { address, prefixLength, ...(shown === undefined ? {} : { broadcast: shown }) })
  if (!done.ok) return refuse(system, `SIOCSIFADDR: ${errnoText(done.error)}\n`)
  if (!link.up) system.setLink(link.spec.name, { up: true })
  return 0
}

/** Without a mask, that of the address's class. */
function lengthOfMask(netmask: string | undefined, address: number): number | undefined {
  if (netmask === undefined) return address >>> 31 === 0 ? 8 : address >>> 30 === 2 ? 16 : 24
  const mask = parseIpv4(netmask)
  if (mask === undefined) return undefined
  return Array.from({ length: 33 }, (_, length) => length).find((length) => formatIpv4(maskOf(length)) === formatIpv4(mask))
}

function refuse(system: System, text: string): number {
  system.stderr(text)
  return 1
}
