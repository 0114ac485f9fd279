import type { LinkView } from '../../engine/kernel-api'
import type { LinkAddress } from '../../model/netns-spec'
import { broadcastOf, formatIpv4, prefixContains } from '../../wire/ipv4-address'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import { findLink, orRefuse, printJson, record } from './context'
import type { IpContext } from './context'
import { briefHead, linksNamed } from './link'
import { addressJson, briefAddressJson } from './link-json'
import { addressScope, addressText, addressesInOrder, countersText, linkText } from './link-text'
import type { Words } from './words'
import { IpFailure, addressWord, garbage, invalidArgument, matchAbbreviation, notModelled, prefixWord } from './words'

/** `ip addr`: show, add, replace, del and flush. */
export function ipAddress(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'show' : matchAbbreviation(words.peek() ?? '', ['add', 'change', 'replace', 'delete', 'show', 'list', 'lst', 'flush', 'save', 'help'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip address help".\n`, 255)
  words.take()
  switch (verb) {
    case 'help':
      return context.system.stdout(helpText(IP))
    case 'save':
      return notModelled('"ip address save"')
    case 'add':
    case 'replace':
    case 'change':
    case 'delete':
      return changeAddress(context, words, verb)
    case 'flush':
      return flushAddresses(context, words)
    default:
      return showAddresses(context, words)
  }
}

type Shown = ReturnType<typeof addressesInOrder>[number]

interface Selection {
  readonly name: string | undefined
  /** Only links that hold an address that fits are shown. */
  readonly isNarrowed: boolean
  /** `to PREFIX` asks for IPv4, so the link layer is left out. */
  readonly asksIpv4: boolean
  readonly keepsLink: (link: LinkView) => boolean
  readonly keeps: (shown: Shown) => boolean
}

/** `[dev] NAME`, `up`, `to PREFIX`, `scope S`, `primary`, `secondary`, `label`. */
function readSelection(words: Words): Selection {
  const tests: ((shown: Shown) => boolean)[] = []
  let name: string | undefined
  let isUp = false
  let asksIpv4 = false
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'up') isUp = true
    else if (word === 'to') {
      const prefix = prefixWord(words.value())
      asksIpv4 = true
      tests.push(({ address }) => prefixContains(prefix, address.address))
    } else if (word === 'scope') {
      const scope = words.value()
      tests.push(({ address }) => addressScope(address) === scope)
    } else if (word === 'primary') tests.push(({ isSecondary }) => !isSecondary)
    else if (word === 'secondary') tests.push(({ isSecondary }) => isSecondary)
    else if (word === 'permanent') tests.push(() => true)
    else if (NOT_MODELLED_SELECTORS.has(word)) notModelled(`"${word}" of "ip address"`)
    else {
      if (name !== undefined) garbage('dev', word)
      name = word === 'dev' ? words.value() : word
    }
  }
  return { name, isNarrowed: tests.length > 0, asksIpv4, keepsLink: (link) => !isUp || link.up, keeps: (shown) => tests.every((test) => test(shown)) }
}

const NOT_MODELLED_SELECTORS: ReadonlySet<string> = new Set(['dynamic', 'temporary', 'tentative', 'deprecated', 'dadfailed', 'home', 'mngtmpaddr', 'nodad', 'optimistic', 'noprefixroute', 'autojoin', 'type', 'master', 'vrf', 'group', 'label'])

function showAddresses(context: IpContext, words: Words): void {
  const selection = readSelection(words)
  const onlyIpv4 = context.onlyIpv4 || selection.asksIpv4
  const needsAddress = onlyIpv4 || selection.isNarrowed
  const links = linksNamed(context, selection.name).filter((link) => selection.keepsLink(link) && (!needsAddress || addressesInOrder(link).some(selection.keeps)))
  if (context.json) return printJson(context, links.map((link) => (context.brief ? briefAddressJson(link) : addressJson(link, context))))
  for (const link of links) {
    const shown = addressesInOrder(link).filter(selection.keeps)
    if (context.brief) context.system.stdout(briefAddress(link, shown, context))
    else if (context.oneLine) context.system.stdout(shown.map((one) => oneLineAddress(link, one, context)).join(''))
    else {
      const texts = shown.map(({ address, isSecondary }) => addressText(link, address, isSecondary, context.paint))
      const counters = context.statistics > 0 ? countersText(link, context.statistics) : ''
      context.system.stdout(linkText(link, context, false, onlyIpv4) + texts.join('') + counters)
    }
  }
}

function oneLineAddress(link: LinkView, { address, isSecondary }: Shown, context: IpContext): string {
  return `${link.ifindex}: ${link.spec.name}${record(context, addressText(link, address, isSecondary, context.paint))}`
}

function briefAddress(link: LinkView, shown: readonly Shown[], { paint }: IpContext): string {
  const addresses = shown.map(({ address }) => `${paint.address(formatIpv4(address.address))}/${address.prefixLength} `).join('')
  return `${briefHead(link, paint)}${addresses}\n`
}

function changeAddress(context: IpContext, words: Words, verb: 'add' | 'replace' | 'change' | 'delete'): void {
  let typed: TypedAddress | undefined
  let device: string | undefined
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'dev') device = words.value()
    else if (word === 'brd' || word === 'broadcast') typed = withBroadcast(typed, words.value())
    else if (word === 'scope') refuseUnlessGlobal(words.value())
    else if (['label', 'peer', 'anycast', 'metric', 'valid_lft', 'preferred_lft', 'noprefixroute', 'nodad', 'home'].includes(word)) notModelled(`"${word}" of "ip address"`)
    else {
      if (typed) garbage('local', word)
      typed = addressWithLength(word === 'local' ? words.value() : word)
    }
  }
  if (device === undefined) throw new IpFailure('Not enough information: "dev" argument is required.\n', 1)
  const link = findLink(context.system, device)
  if (!typed) throw new IpFailure('RTNETLINK answers: Operation not supported\n', 2)
  const { address, hasLength } = typed
  const known = link.addresses.find((one) => one.address === address.address && (one.prefixLength === address.prefixLength || (!hasLength && verb === 'delete')))
  if (verb === 'delete') {
    if (!hasLength && known && known.prefixLength < 32) warnOfWildcard(context, address)
    return orRefuse(known ? context.system.deleteAddress(device, known) : { ok: false, error: { code: 'EADDRNOTAVAIL' } })
  }
  if (known && verb !== 'add') return
  orRefuse(context.system.addAddress(device, address))
}

interface TypedAddress {
  readonly address: LinkAddress
  readonly hasLength: boolean
}

function refuseUnlessGlobal(scope: string): void {
  if (scope !== 'global') notModelled(`"scope ${scope}" of an address`)
}

/** iproute2's own words. */
function warnOfWildcard({ system }: IpContext, { address }: LinkAddress): void {
  system.stderr(
    'Warning: Executing wildcard deletion to stay compatible with old scripts.\n' +
      `         Explicitly specify the prefix length (${formatIpv4(address)}/32) to avoid this warning.\n` +
      '         This special behaviour is likely to disappear in further releases,\n         fix your scripts!\n',
  )
}

function addressWithLength(word: string): TypedAddress {
  const [text = '', length = '32', ...rest] = word.split('/')
  const prefixLength = Number(length)
  if (rest.length > 0 || !/^\d{1,2}$/.test(length) || prefixLength > 32 || !/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.split('.').some((part) => Number(part) > 255)) {
    throw new IpFailure(`Error: any valid prefix is expected rather than "${word}".\n`, 1)
  }
  return { address: { address: addressWord(text), prefixLength }, hasLength: word.includes('/') }
}

function withBroadcast(typed: TypedAddress | undefined, word: string): TypedAddress {
  if (!typed) return invalidArgument('broadcast can be set only after the address', word)
  const { address } = typed
  const broadcast = word === '+' ? broadcastOf(address.address, address.prefixLength) : addressWord(word)
  return { ...typed, address: { ...address, broadcast } }
}

function flushAddresses(context: IpContext, words: Words): void {
  if (words.isEmpty) throw new IpFailure('Flush requires arguments.\n', 1)
  const selection = readSelection(words)
  let count = 0
  for (const link of linksNamed(context, selection.name).filter(selection.keepsLink)) {
    for (const shown of addressesInOrder(link).filter(selection.keeps)) {
      if (context.statistics > 1) context.system.stdout(`${link.ifindex}: ${link.spec.name}${addressText(link, shown.address, shown.isSecondary, context.paint)}`)
      orRefuse(context.system.deleteAddress(link.spec.name, shown.address))
      count++
    }
  }
  if (context.statistics > 0) context.system.stdout(count === 0 ? 'Nothing to flush.\n' : `\n*** Round 1, deleting ${count} addresses ***\n*** Flush is complete after 1 round ***\n`)
}
