import type { LinkView } from '../../engine/kernel-api'
import { MAC_ZERO, formatMac } from '../../wire/mac-address'
import { findLink, orRefuse } from './context'
import type { IpContext } from './context'
import { addressJson, linkJson } from './link-json'
import { addressText, flagNames, linkText, linkTitle, stateName } from './link-text'
import type { Words} from './words';
import { IpFailure, addressWord, invalidArgument, matchAbbreviation, notModelled, numberWord } from './words'
import { broadcastOf } from '../../wire/ipv4-address'
import type { LinkAddress } from '../../model/netns-spec'

/** `ip link`: show, and set up, down and mtu. */
export function ipLink(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'show' : matchAbbreviation(words.peek() ?? '', ['add', 'set', 'delete', 'show', 'list', 'lst'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip link help".\n`, 255)
  words.take()
  if (verb === 'set') return setLink(context, words)
  if (verb === 'add' || verb === 'delete') notModelled(`"ip link ${verb}"`)
  const links = selectLinks(context, words)
  if (context.json) context.system.stdout(`${JSON.stringify(links.map((link) => linkJson(link, context, true)))}\n`)
  else context.system.stdout(links.map((link) => (context.brief ? briefLink(link) : linkText(link, context, true))).join(''))
}

/** `ip addr`: show, add and del. */
export function ipAddress(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'show' : matchAbbreviation(words.peek() ?? '', ['add', 'replace', 'delete', 'show', 'list', 'lst', 'flush'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip address help".\n`, 255)
  words.take()
  if (verb === 'add' || verb === 'replace' || verb === 'delete') return changeAddress(context, words, verb)
  if (verb === 'flush') notModelled('"ip address flush"')
  const links = selectLinks(context, words)
  if (context.json) return context.system.stdout(`${JSON.stringify(links.map((link) => addressJson(link, context)))}\n`)
  for (const link of links) {
    if (context.brief) context.system.stdout(briefAddress(link))
    else context.system.stdout(linkText(link, context, false) + link.addresses.map((address) => addressText(link, address)).join(''))
  }
}

/** `[dev] NAME`, `up`, `type KIND`. */
function selectLinks(context: IpContext, words: Words): readonly LinkView[] {
  let links = context.system.links()
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'up') links = links.filter((link) => link.up)
    else if (word === 'type') {
      const kind = words.value()
      links = links.filter((link) => link.spec.kind === kind || (kind === 'veth' && link.spec.kind === 'ethernet'))
    } else {
      const name = word === 'dev' ? words.value() : word
      if (!links.some((link) => link.spec.name === name)) throw new IpFailure(`Device "${name}" does not exist.\n`, 1)
      links = links.filter((link) => link.spec.name === name)
    }
  }
  return links
}

function setLink(context: IpContext, words: Words): void {
  if (words.peek() === undefined) throw new IpFailure('Not enough information: "dev" argument is required.\n', 255)
  words.takeIf('dev')
  const link = findLink(context.system, words.value())
  let change: { up?: boolean; mtuBytes?: number } = {}
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'up') change = { ...change, up: true }
    else if (word === 'down') change = { ...change, up: false }
    else if (word === 'mtu') change = { ...change, mtuBytes: numberWord(words.value(), 'mtu') }
    else notModelled(`"${word}" of "ip link set"`)
  }
  orRefuse(context.system.setLink(link.spec.name, change))
}

function changeAddress(context: IpContext, words: Words, verb: 'add' | 'replace' | 'delete'): void {
  let address: LinkAddress | undefined
  let device: string | undefined
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'dev') device = words.value()
    else if (word === 'brd' || word === 'broadcast') address = withBroadcast(address, words.value())
    else if (word === 'scope' || word === 'label') words.value()
    else address = addressWithLength(word === 'local' ? words.value() : word)
  }
  if (device === undefined) throw new IpFailure('Not enough information: "dev" argument is required.\n', 255)
  if (!address) throw new IpFailure('Not enough information: address is required.\n', 255)
  const link = findLink(context.system, device)
  const known = link.addresses.some((one) => one.address === address.address && one.prefixLength === address.prefixLength)
  if (verb === 'delete') return orRefuse(context.system.deleteAddress(device, address))
  if (verb === 'replace' && known) return
  orRefuse(context.system.addAddress(device, address))
}

function addressWithLength(word: string): LinkAddress {
  const [text = '', length = '32', ...rest] = word.split('/')
  const prefixLength = Number(length)
  if (rest.length > 0 || !/^\d{1,2}$/.test(length) || prefixLength > 32) throw new IpFailure(`Error: any valid prefix is expected rather than "${word}".\n`, 1)
  return { address: addressWord(text), prefixLength }
}

function withBroadcast(address: LinkAddress | undefined, word: string): LinkAddress {
  if (!address) return invalidArgument('broadcast can be set only after the address', word)
  const broadcast = word === '+' ? broadcastOf(address.address, address.prefixLength) : addressWord(word)
  return { ...address, broadcast }
}

function briefLink(link: LinkView): string {
  const mac = link.spec.kind === 'ethernet' || link.spec.kind === 'vxlan' ? formatMac(link.spec.mac) : link.spec.kind === 'ipip' ? '0.0.0.0' : formatMac(MAC_ZERO)
  const shown = link.spec.kind === 'wireguard' ? '' : `${mac} `
  return `${linkTitle(link).padEnd(16)} ${stateName(link).padEnd(14)} ${shown}<${flagNames(link).join(',')}> \n`
}

function briefAddress(link: LinkView): string {
  const addresses = link.addresses.map((address) => `${addressText(link, address).trim().split(' ')[1] ?? ''} `).join('')
  return `${linkTitle(link).padEnd(16)} ${stateName(link).padEnd(14)} ${addresses}\n`
}
