import type { Program, System } from '../engine/kernel-api'
import { formatIpv4, parseIpv4 } from '../wire/ipv4-address'
import { formatMac, parseMac } from '../wire/mac-address'
import { errnoText } from './errno-text'

/** `bridge fdb` of iproute2 6.1 for VXLAN devices: show, add, append and del. */
export const bridge: Program = function* (system, argv) {
  const [object, verb = 'show', ...words] = argv.slice(1)
  if (object !== 'fdb') {
    system.stderr(`bridge: "${object ?? ''}" is not modelled; Hopscope's bridge has fdb\n`)
    return 255
  }
  if (verb === 'show' || verb === 'list') return show(system, words)
  if (verb !== 'add' && verb !== 'append' && verb !== 'del') {
    system.stderr(`bridge: "fdb ${verb}" is not modelled; Hopscope's bridge has fdb show, add, append and del\n`)
    return 255
  }
  return change(system, verb, words)
}

function show(system: System, words: readonly string[]): number {
  const link = valueAfter(words, 'dev') ?? valueAfter(words, 'br')
  const entries = system.fdb().filter((entry) => link === undefined || entry.link === link)
  for (const entry of entries) {
    const device = link === undefined ? `dev ${entry.link} ` : ''
    system.stdout(`${formatMac(entry.mac)} ${device}dst ${formatIpv4(entry.destination)} self permanent\n`)
  }
  return 0
}

function change(system: System, verb: 'add' | 'append' | 'del', words: readonly string[]): number {
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
  const done = destination === undefined || verb === 'del' ? system.fdbDelete(link, mac) : system.fdbAdd(link, mac, destination)
  if (done.ok) return 0
  system.stderr(`RTNETLINK answers: ${errnoText(done.error)}\n`)
  return 255
}

function valueAfter(words: readonly string[], keyword: string): string | undefined {
  const at = words.indexOf(keyword)
  return at < 0 ? undefined : words[at + 1]
}
