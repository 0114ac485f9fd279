import type { LinkView } from '../../engine/kernel-api'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import { findLink, orRefuse, printJson, record } from './context'
import type { IpContext } from './context'
import { briefLinkJson, linkJson } from './link-json'
import { flagNames, linkLayer, linkText, linkTitle, stateName } from './link-text'
import type { Words } from './words'
import { IpFailure, garbage, matchAbbreviation, notModelled, numberWord } from './words'

const NOT_MODELLED_SETTINGS: ReadonlySet<string> = new Set(['address', 'alias', 'allmulticast', 'arp', 'broadcast', 'carrier', 'group', 'master', 'multicast', 'name', 'netns', 'nomaster', 'promisc', 'trailers', 'txqlen', 'txqueuelen', 'type', 'vf', 'xdp'])

/** `ip link`: show, and set up, down and mtu. */
export function ipLink(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'show' : matchAbbreviation(words.peek() ?? '', ['add', 'set', 'delete', 'show', 'list', 'lst', 'help'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip link help".\n`, 255)
  words.take()
  if (verb === 'help') return context.system.stdout(helpText(IP))
  if (verb === 'set') return setLink(context, words)
  if (verb === 'add') notModelled('"ip link add"', 'the links of a namespace are those of its lab: kubectl run brings a pod with its veth, and a change of mode by calicoctl patch ippool or felixconfiguration tunl0, vxlan.calico or wireguard.cali')
  if (verb === 'delete') notModelled('"ip link delete"', 'ip link set LINK down takes one out of service, and kubectl delete pod takes a veth away')
  const links = selectLinks(context, words)
  if (context.json) return printJson(context, links.map((link) => (context.brief ? briefLinkJson(link) : linkJson(link, context, true))))
  context.system.stdout(links.map((link) => (context.brief ? briefLink(link, context) : record(context, linkText(link, context, true, false)))).join(''))
}

/** `[dev] NAME`, `up`, `type KIND`. */
function selectLinks(context: IpContext, words: Words): readonly LinkView[] {
  let keeps = (_: LinkView): boolean => true
  let name: string | undefined
  while (!words.isEmpty) {
    const word = words.value()
    const before = keeps
    if (word === 'up') keeps = (link) => before(link) && link.up
    else if (word === 'type') keeps = withKind(before, words.value())
    else if (word === 'master' || word === 'nomaster' || word === 'vrf' || word === 'group') notModelled(`"${word}" of "ip link show"`)
    else {
      if (name !== undefined) garbage('dev', word)
      name = word === 'dev' ? words.value() : word
    }
  }
  return linksNamed(context, name).filter(keeps)
}

function withKind(before: (link: LinkView) => boolean, kind: string): (link: LinkView) => boolean {
  return (link) => before(link) && (link.spec.kind === 'ethernet' ? kind === 'veth' && link.peerIfindex !== undefined : link.spec.kind !== 'loopback' && link.spec.kind === kind)
}

export function linksNamed({ system }: IpContext, name: string | undefined): readonly LinkView[] {
  const links = system.links()
  if (name === undefined) return links
  const found = links.filter((link) => link.spec.name === name)
  if (found.length === 0) throw new IpFailure(`Device "${name}" does not exist.\n`, 1)
  return found
}

function setLink(context: IpContext, words: Words): void {
  let change: { up?: boolean; mtuBytes?: number } = {}
  let name: string | undefined
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'up') change = { ...change, up: true }
    else if (word === 'down') change = { ...change, up: false }
    else if (word === 'mtu') change = { ...change, mtuBytes: numberWord(words.value(), 'mtu') }
    else if (NOT_MODELLED_SETTINGS.has(word)) notModelled(`"${word}" of "ip link set"`)
    else {
      if (name !== undefined) garbage('dev', word)
      name = word === 'dev' ? words.value() : word
    }
  }
  if (name === undefined) throw new IpFailure('Not enough information: "dev" argument is required.\n', 255)
  const link = findLink(context.system, name)
  const tooSmall = change.mtuBytes !== undefined && change.mtuBytes < link.mtuBytes
  orRefuse(context.system.setLink(name, change), { EINVAL: `mtu ${tooSmall ? 'less than device minimum' : 'greater than device maximum'}.` })
}

function briefLink(link: LinkView, { paint }: IpContext): string {
  const { addresses } = linkLayer(link)
  const mac = addresses === undefined ? '' : paint.mac(`${addresses[0]} `)
  return `${briefHead(link, paint)}${mac}<${flagNames(link).join(',')}> \n`
}

/** Name and state in columns. */
export function briefHead(link: LinkView, paint: IpContext['paint']): string {
  return `${paint.link(`${linkTitle(link).padEnd(16)} `)}${paint.state(stateName(link), `${stateName(link).padEnd(14)} `)}`
}
