import type { NeighbourView } from '../../engine/kernel-api'
import { formatIpv4, parseIpv4, prefixContains } from '../../wire/ipv4-address'
import { formatMac } from '../../wire/mac-address'
import type { Mac } from '../../wire/mac-address'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import { findLink, orRefuse, printJson } from './context'
import type { IpContext } from './context'
import type { Words } from './words'
import { IpFailure, invalidArgument, macWord, matchAbbreviation, notModelled, prefixWord } from './words'

/** `ip neigh`: show, get, add, change, replace, del and flush. */
export function ipNeighbour(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'show' : matchAbbreviation(words.peek() ?? '', ['add', 'change', 'replace', 'delete', 'get', 'show', 'list', 'lst', 'flush', 'help'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip neigh help".\n`, 255)
  words.take()
  switch (verb) {
    case 'help':
      return context.system.stdout(helpText(IP))
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
      return getNeighbour(context, words)
    default:
      return showNeighbours(context, words)
  }
}

interface Selection {
  readonly entries: readonly NeighbourView[]
  /** The one link that was asked for. */
  readonly link: string | undefined
}

/** `dev LINK`, `nud STATE`, `[to] PREFIX`. */
function select(context: IpContext, words: Words): Selection {
  let entries = context.system.neighbours()
  let link: string | undefined
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'dev') {
      const name = findLink(context.system, words.value()).spec.name
      link = name
      entries = entries.filter((entry) => entry.link === name)
    } else if (word === 'nud') {
      const state = words.value()
      if (!STATES.has(state.toUpperCase())) invalidArgument('nud state is bad', state)
      if (state.toUpperCase() !== 'ALL') entries = entries.filter((entry) => entry.state === state.toUpperCase())
    } else if (word === 'all') continue
    else if (['master', 'vrf', 'proxy', 'unused', 'nomaster'].includes(word)) notModelled(`"${word}" of "ip neigh"`)
    else {
      const prefix = prefixWord(word === 'to' ? words.value() : word)
      entries = entries.filter((entry) => prefixContains(prefix, entry.address))
    }
  }
  return { entries, link }
}

const STATES: ReadonlySet<string> = new Set(['ALL', 'PERMANENT', 'REACHABLE', 'NOARP', 'NONE', 'STALE', 'INCOMPLETE', 'DELAY', 'PROBE', 'FAILED'])

function showNeighbours(context: IpContext, words: Words): void {
  const { entries, link } = select(context, words)
  if (context.json) return printJson(context, entries.map((entry) => neighbourJson(entry, context.brief)))
  context.system.stdout(entries.map((entry) => (context.brief ? briefNeighbour(entry, context) : neighbourText(entry, link !== undefined, context))).join(''))
}

function getNeighbour(context: IpContext, words: Words): void {
  const { link, address } = readNeighbour(context, words)
  const entry = context.system.neighbours().find((known) => known.link === link && known.address === address)
  if (!entry) throw new IpFailure('Error: Neighbour entry not found.\n', 2)
  if (context.json) return printJson(context, [neighbourJson(entry, context.brief)])
  context.system.stdout(neighbourText(entry, false, context))
}

/** One line of `ip neigh`, trailing blank included; the device is left out where one was asked for. */
function neighbourText(entry: NeighbourView, isOneLink: boolean, { paint, statistics }: IpContext): string {
  let line = paint.address(`${formatIpv4(entry.address)} `)
  if (!isOneLink) line += `dev ${paint.link(`${entry.link} `)}`
  if (entry.mac !== undefined) line += `lladdr ${paint.mac(`${formatMac(entry.mac)} `)}`
  if (entry.router) line += 'router '
  if (statistics > 0) line += ` used ${entry.usedSeconds}/${entry.confirmedSeconds}/${entry.updatedSeconds}probes ${entry.probes} `
  return `${line}${entry.state} \n`
}

function briefNeighbour(entry: NeighbourView, { paint }: IpContext): string {
  return `${paint.address(`${formatIpv4(entry.address).padEnd(39)} `)}${paint.link(`${entry.link.padEnd(16)} `)}${entry.mac === undefined ? '' : paint.mac(formatMac(entry.mac))}\n`
}

function neighbourJson(entry: NeighbourView, isBrief: boolean): Record<string, unknown> {
  return {
    dst: formatIpv4(entry.address),
    dev: entry.link,
    ...(entry.mac === undefined ? {} : { lladdr: formatMac(entry.mac) }),
    ...(entry.router ? { router: null } : {}),
    ...(isBrief ? {} : { state: [entry.state] }),
  }
}

interface TypedNeighbour {
  readonly link: string
  readonly address: NeighbourView['address']
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
    if (word === 'dev') link = words.value()
    else if (word === 'lladdr') mac = macWord(words.value())
    else if (word === 'nud') state = stateWord(words.value())
    else if (['proxy', 'router', 'managed', 'use', 'extern_learn', 'protocol', 'nomaster'].includes(word)) notModelled(`"${word}" of "ip neigh"`)
    else {
      const typed = word === 'to' ? words.value() : word
      address = parseIpv4(typed)
      if (address === undefined) throw new IpFailure(`Error: any valid address is expected rather than "${typed}".\n`, 1)
    }
  }
  if (link === undefined || address === undefined) throw new IpFailure('Device and destination are required arguments.\n', 255)
  return { link: findLink(context.system, link).spec.name, address, mac, state }
}

function stateWord(word: string): TypedNeighbour['state'] {
  if (!STATES.has(word.toUpperCase())) invalidArgument('nud state is bad', word)
  return word === 'permanent' || word === 'reachable' || word === 'stale' ? word : notModelled(`"nud ${word}"`)
}

function setNeighbour(context: IpContext, words: Words, verb: 'add' | 'change' | 'replace'): void {
  const { link, address, mac, state } = readNeighbour(context, words)
  if (mac === undefined) throw new IpFailure('Error: No link layer address given.\n', 2)
  const exists = context.system.neighbours().some((entry) => entry.link === link && entry.address === address)
  if (verb === 'add' && exists) throw new IpFailure('RTNETLINK answers: File exists\n', 2)
  if (verb === 'change' && !exists) throw new IpFailure('RTNETLINK answers: No such file or directory\n', 2)
  orRefuse(context.system.setNeighbour(link, address, mac, state))
}

/** All that fit but permanent ones, unless these are asked for. */
function flushNeighbours(context: IpContext, words: Words): void {
  if (words.isEmpty) throw new IpFailure('Flush requires arguments.\n', 1)
  const isPermanentMeant = words.includes('permanent')
  const isSelective = words.includes('nud') || words.includes('to') || (!words.includes('all') && !words.includes('dev'))
  const { entries, link } = select(context, words)
  const going = entries.filter(({ state }) => isPermanentMeant || (state !== 'PERMANENT' && state !== 'NOARP'))
  if (isSelective) for (const { link, address } of going) context.system.deleteNeighbour(link, address)
  else context.system.flushNeighbours(link)
  if (context.statistics === 0) return
  if (context.statistics > 1) context.system.stdout(going.map((entry) => neighbourText(entry, false, context)).join(''))
  context.system.stdout(going.length === 0 ? 'Nothing to flush.\n' : `\n*** Round 1, deleting ${going.length} entries ***\n*** Flush is complete after 1 round ***\n`)
}
