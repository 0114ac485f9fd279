import { dropContext } from '../explain/drop-context'
import { dropSentence } from '../explain/drop-detail'
import { placeName } from '../explain/place-name'
import { sentenceText } from '../explain/sentence'
import { DROP_REASONS } from '../trace/entry-kinds'
import { formatIpv4 } from '../wire/ipv4-address'
import type { Words } from '../words/en'
import type { SceneInput } from './scene'
import { modeName } from './mode-name'
import type { Step } from './steps'

/** What happens at a step in plain words: a title and one or two sentences. */
export interface Narration {
  readonly title: string
  readonly text: string
}

/** What a person calls the packet; the full name is on the packet itself. */
function subjectOf(step: Step, words: Words): string {
  if (step.name === 'ICMP echo request') return words.story.ping
  if (step.name === 'ICMP echo reply') return words.story.reply
  return step.name.startsWith('ICMP') ? words.story.icmpError : words.story.packet
}

/** As every panel calls it; there is one router in most labs, and its name is what it is. */
function nameOfPlace(input: SceneInput, step: Step): string {
  const name = placeName(input.map.inventory, step.netns)
  return name === 'router' ? input.words.story.theRouter : name
}

export function narrationOf(input: SceneInput): Narration | undefined {
  const step = input.flight.steps[input.step]
  if (step === undefined) return undefined
  const { story } = input.words
  const place = nameOfPlace(input, step)
  const packet = subjectOf(step, input.words)
  if (step.kind === 'drop') return { title: story.ends({ place }), text: dropText(input, step) }
  if (step.protocol === 'arp') return { title: step.name === 'ARP request' ? story.arpAsks : story.arpAnswers, text: story.arpWaits({ place, link: step.interfaceName }) }
  switch (step.entryKind) {
    case 'packet.encapsulated':
      return wrapNarration(input, step, place)
    case 'packet.decapsulated':
      return { title: story.unwraps({ place, packet }), text: story.unwrapsText({ link: step.interfaceName }) }
    case 'route.selected':
      return routeNarration(input, step, place)
    case 'packet.delivered':
      return { title: story.arrived({ packet }), text: story.arrivedText({ place }) }
    case 'icmp.sent':
      return { title: story.tellsError({ place }), text: story.tellsErrorText }
    case 'nat.source':
      return { title: story.rewritesSource({ place }), text: story.rewritesSourceText }
    default:
      return frameNarration(input, step, place, packet)
  }
}

function wrapNarration(input: SceneInput, step: Step, place: string): Narration {
  const { story } = input.words
  const worn = input.flight.places[input.step]
  const link = step.interfaceName
  if (worn?.mode === 'wireguard') return { title: story.seals({ link, place }), text: story.sealsText }
  return { title: story.wraps({ link, place }), text: story.wrapsText({ mode: worn?.mode === undefined ? '' : modeName(worn.mode), bytes: worn?.growthBytes ?? 0 }) }
}

function routeNarration(input: SceneInput, step: Step, place: string): Narration {
  const { story } = input.words
  const fact = input.trace.fact(input.trace.entry(step.entryIndex).a)
  const title = story.routes({ place })
  if (fact?.kind !== 'route') return { title, text: story.routesText }
  const { destination, gateway, link } = fact.route
  const prefix = destination.prefixLength === 0 ? 'default' : `${formatIpv4(destination.network)}/${destination.prefixLength}`
  const via = gateway === undefined ? '' : ` via ${formatIpv4(gateway)}`
  return { title, text: story.routesRow({ row: `${prefix}${via}${link === undefined ? '' : ` dev ${link}`}` }) }
}

function frameNarration(input: SceneInput, step: Step, place: string, packet: string): Narration {
  const { story } = input.words
  const link = step.interfaceName
  const isRouter = input.map.inventory.namespaces[step.netns]?.kind === 'router'
  if (step.mode !== undefined && isRouter) return { title: story.routerReads, text: story.routerReadsText({ link }) }
  if (step.mode !== undefined && step.direction === 'out') return { title: step.sealed ? story.isSealed({ packet }) : story.isWrapped({ packet }), text: story.leavesWrapped({ place, link }) }
  if (step.mode !== undefined) return { title: story.envelopeReaches({ place }), text: story.envelopeReachesText({ place }) }
  return { title: step.direction === 'in' ? story.reaches({ packet, place }) : story.leaves({ packet, place }), text: story.seen({ link, bytes: step.bytes }) }
}

/** The reason with the address, row or size behind it, as the Explain panel says it. */
function dropText(input: SceneInput, step: Step): string {
  const context = dropContext(input.trace, step.entryIndex, input.map.inventory)
  const text = context === undefined ? dropReason(input, step) : sentenceText(dropSentence(context, input.words))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** The reason in two or three words, for the place where it happened. */
export function dropReason(input: SceneInput, step: Step): string {
  const { decisions } = input.words
  const reason = DROP_REASONS[input.trace.entry(step.entryIndex).c]
  return reason === undefined ? decisions.unknownReason : decisions.shortDrops[reason]
}
