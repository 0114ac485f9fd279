import { DROP_REASONS } from '../trace/entry-kinds'
import { formatIpv4 } from '../wire/ipv4-address'
import type { SceneInput } from './scene'
import { modeName } from './mode-name'
import type { EnvelopeMode, Step } from './steps'

/** What happens at a step in plain words: a title and one or two sentences. */
export interface Narration {
  readonly title: string
  readonly text: string
}

/** What a person calls the packet; the full name is on the packet itself. */
function subjectOf(step: Step): string {
  if (step.name === 'ICMP echo request') return 'ping'
  if (step.name === 'ICMP echo reply') return 'reply'
  return step.name.startsWith('ICMP') ? 'ICMP error' : 'packet'
}

/** The namespace's name, or what a packet crosses between two of them. */
function placeName(input: SceneInput, step: Step): string {
  const name = input.map.inventory.namespaces[step.netns]?.name ?? 'the fabric'
  return name === 'router' ? 'the router' : name
}

function startOfSentence(text: string): string {
  return text.startsWith('the ') ? `The ${text.slice(4)}` : text
}

export function narrationOf(input: SceneInput): Narration | undefined {
  const step = input.flight.steps[input.step]
  if (step === undefined) return undefined
  const where = placeName(input, step)
  if (step.kind === 'drop') return { title: `The packet ends at ${where}`, text: `${dropReason(input, step)}.` }
  if (step.protocol === 'arp') return arpNarration(step, where)
  switch (step.entryKind) {
    case 'packet.encapsulated':
      return wrapNarration(input, step, where)
    case 'packet.decapsulated':
      return { title: `${startOfSentence(where)} takes the ${subjectOf(step)} out again`, text: `${step.interfaceName} removed the outer header. What is left is the packet that the pod sent.` }
    case 'route.selected':
      return routeNarration(input, step, where)
    case 'packet.delivered':
      return { title: `The ${subjectOf(step)} has arrived`, text: `${startOfSentence(where)} owns the address that it is for.` }
    case 'icmp.sent':
      return { title: `${startOfSentence(where)} answers with an ICMP error`, text: 'It goes to the source of the packet that could not go on.' }
    case 'nat.source':
      return { title: `${startOfSentence(where)} rewrites the source`, text: 'Outside the pool only the node’s address can be answered.' }
    default:
      return frameNarration(input, step, where)
  }
}

function arpNarration(step: Step, where: string): Narration {
  const asks = step.name === 'ARP request'
  return { title: asks ? 'ARP asks who has the address' : 'ARP answers with a MAC', text: `${startOfSentence(where)} ${step.interfaceName}: the packet waits until its next hop has a link-layer address.` }
}

function wrapNarration(input: SceneInput, step: Step, where: string): Narration {
  const place = input.flight.places[input.step]
  const mode = place?.mode
  if (mode === 'wireguard') return { title: `${step.interfaceName} on ${where} seals the packet`, text: 'The underlay sees two node addresses and a UDP port. Pod addresses, protocol and data are ciphertext.' }
  return { title: `${step.interfaceName} on ${where} wraps the packet`, text: `${growth(mode, place?.growthBytes ?? 0)} From here on the outer header decides the way.` }
}

function growth(mode: EnvelopeMode | undefined, bytes: number): string {
  const what = mode === undefined ? 'A second header' : `${modeName(mode)} adds a header`
  return bytes > 0 ? `${what}: ${bytes} B.` : `${what}.`
}

function routeNarration(input: SceneInput, step: Step, where: string): Narration {
  const fact = input.trace.fact(input.trace.entry(step.entryIndex).a)
  const title = `${startOfSentence(where)} chooses a route`
  if (fact?.kind !== 'route') return { title, text: 'The longest prefix that matches wins.' }
  const { destination, gateway, link } = fact.route
  const prefix = destination.prefixLength === 0 ? 'default' : `${formatIpv4(destination.network)}/${destination.prefixLength}`
  const via = gateway === undefined ? '' : ` via ${formatIpv4(gateway)}`
  return { title, text: `${prefix}${via}${link === undefined ? '' : ` dev ${link}`}: the longest prefix that matches wins.` }
}

function frameNarration(input: SceneInput, step: Step, where: string): Narration {
  const kind = input.map.inventory.namespaces[step.netns]?.kind
  const verb = step.direction === 'in' ? 'reaches' : 'leaves'
  if (step.mode !== undefined && kind === 'router') {
    return { title: `The router reads the outer header only`, text: `It sees node addresses, never pod ones, and sends the packet on by ${step.interfaceName}.` }
  }
  if (step.mode !== undefined && step.direction === 'out') {
    const title = step.sealed ? `The ${subjectOf(step)} is sealed` : `The ${subjectOf(step)} is now inside a second IP header`
    return { title, text: `It leaves ${where} by ${step.interfaceName}. The network between the nodes reads node addresses only.` }
  }
  if (step.mode !== undefined) return { title: `The envelope reaches ${where}`, text: `Its outer destination is an address of ${where}, so ${where} opens it.` }
  return { title: `The ${subjectOf(step)} ${verb} ${where}`, text: `Seen at ${step.interfaceName}: ${step.bytes} B.` }
}

const ABBREVIATIONS: ReadonlySet<string> = new Set(['ttl', 'mtu', 'fdb', 'icmp', 'arp', 'mac', 'ip'])

/** The reason's own words: `no-route` reads "no route", `ttl-exceeded` "TTL exceeded". */
export function dropReason(input: SceneInput, step: Step): string {
  const words = (DROP_REASONS[input.trace.entry(step.entryIndex).c] ?? 'dropped').split('-')
  return words.map((word) => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word)).join(' ')
}
