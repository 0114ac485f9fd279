import type { NeighbourView } from '../../engine/kernel-api'
import { formatIpv4, prefixContains } from '../../wire/ipv4-address'
import { formatMac } from '../../wire/mac-address'
import type { Mac } from '../../wire/mac-address'
import { findLink, orRefuse } from './context'
import type { IpContext } from './context'
import type { Words} from './words';
import { IpFailure, addressWord, macWord, matchAbbreviation, notModelled, prefixWord } from './words'

/** `ip neigh`: show, add, replace, del and flush. */
export function ipNeighbour(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'show' : matchAbbreviation(words.peek() ?? '', ['add', 'change', 'replace', 'delete', 'get', 'show', 'list', 'lst', 'flush'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip neigh help".\n`, 255)
  words.take()
  switch (verb) {
    case 'add':
    case 'change':
    case 'replace':
      return setNeighbour(context, words, verb)
    case 'delete': {
      const entry = readNeighbour(context, words)
      return orRefuse(context.system.deleteNeighbour(entry.link, entry.address))
    }
    case 'flush':
      return flushNeighbours(context, words)
    case 'get':
      return notModelled('"ip neigh get"')
    default:
      return showNeighbours(context, words)
  }
}

function showNeighbours(context: IpContext, words: Words): void {
  let entries = context.system.neighbours()
  let isOneLink = false
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'dev') {
      const link = findLink(context.system, words.value()).spec.name
      isOneLink = true
      entries = entries.filter((entry) => entry.link === link)
    } else if (word === 'nud') {
      const state = words.value().toUpperCase()
      if (state !== 'ALL') entries = entries.filter((entry) => entry.state === state)
    } else {
      const prefix = prefixWord(word === 'to' ? words.value() : word)
      entries = entries.filter((entry) => prefixContains(prefix, entry.address))
    }
  }
  if (context.json) context.system.stdout(`${JSON.stringify(entries.map(neighbourJson))}\n`)
  else context.system.stdout(entries.map((entry) => neighbourText(entry, isOneLink)).join(''))
}

/** One line of `ip neigh`, trailing blank included; the device is left out where one was asked for. */
function neighbourText(entry: NeighbourView, isOneLink: boolean): string {
  const parts = [formatIpv4(entry.address)]
  if (!isOneLink) parts.push('dev', entry.link)
  if (entry.mac !== undefined) parts.push('lladdr', formatMac(entry.mac))
  if (entry.router) parts.push('router')
  parts.push(entry.state)
  return `${parts.join(' ')} \n`
}

function neighbourJson(entry: NeighbourView): Record<string, unknown> {
  return {
    dst: formatIpv4(entry.address),
    dev: entry.link,
    ...(entry.mac === undefined ? {} : { lladdr: formatMac(entry.mac) }),
    ...(entry.router ? { router: null } : {}),
    state: [entry.state],
  }
}

interface TypedNeighbour {
  readonly link: string
  readonly address: ReturnType<typeof addressWord>
  readonly mac: Mac | undefined
  readonly state: 'permanent' | 'reachable' | 'stale'
}

function readNeighbour(context: IpContext, words: Words): TypedNeighbour {
  let link: string | undefined
  let address: TypedNeighbour['address'] | undefined
  let mac: Mac | undefined
  let state: TypedNeighbour['state'] = 'permanent'
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'dev') link = findLink(context.system, words.value()).spec.name
    else if (word === 'lladdr') mac = macWord(words.value())
    else if (word === 'nud') state = stateWord(words.value())
    else address = addressWord(word === 'to' ? words.value() : word)
  }
  if (link === undefined || address === undefined) throw new IpFailure('Device and destination are required arguments.\n', 255)
  return { link, address, mac, state }
}

function stateWord(word: string): TypedNeighbour['state'] {
  return word === 'permanent' || word === 'reachable' || word === 'stale' ? word : notModelled(`"nud ${word}"`)
}

function setNeighbour(context: IpContext, words: Words, verb: 'add' | 'change' | 'replace'): void {
  const { link, address, mac, state } = readNeighbour(context, words)
  if (mac === undefined) return notModelled('a neighbour entry without lladdr')
  const exists = context.system.neighbours().some((entry) => entry.link === link && entry.address === address)
  if (verb === 'add' && exists) throw new IpFailure('RTNETLINK answers: File exists\n', 2)
  if (verb === 'change' && !exists) throw new IpFailure('RTNETLINK answers: No such file or directory\n', 2)
  orRefuse(context.system.setNeighbour(link, address, mac, state))
}

function flushNeighbours(context: IpContext, words: Words): void {
  if (words.isEmpty) throw new IpFailure('Flush requires arguments.\n', 255)
  if (words.takeIf('all')) return context.system.flushNeighbours()
  if (words.takeIf('dev')) return context.system.flushNeighbours(findLink(context.system, words.value()).spec.name)
  notModelled(`"${words.peek() ?? ''}" of "ip neigh flush"`)
}
