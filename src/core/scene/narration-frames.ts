import { decodeFrame } from '../trace/decode'
import { formatIpv4 } from '../wire/ipv4-address'
import { stopAt } from './course'
import type { Narration } from './narration'
import { nameOfPlace, subjectOf } from './narration-subject'
import type { SceneInput } from './scene'
import type { Step } from './steps'
import type { Part } from './strands'

/** A frame seen at an interface: who sends or gets it, and what of it can be read there. */
export function frameNarration(input: SceneInput, step: Step): Narration {
  const { story } = input.words
  if (step.protocol === 'arp') return arpNarration(input, step)
  const place = nameOfPlace(input, step.netns)
  const packet = subjectOf(step, input.words)
  const seen = story.seen({ link: step.interfaceName, bytes: step.bytes })
  const title = step.direction === 'in' ? story.reaches({ packet, place }) : story.leaves({ packet, place })
  if (isWireguardsOwn(step)) return { title, text: [story.handshake[messageOf(step)], ...waitingText(input, step), seen].join(' ') }
  if (step.envelopePart) return { title, text: pieceText(input, step, step.envelopePart, place) }
  if (step.mode !== undefined) return step.direction === 'in' ? envelopeArrives(input, step, place) : envelopeLeaves(input, step, place, packet)
  if (isAtTunnelDevice(input, step)) {
    const device = { packet, link: step.interfaceName }
    return { title: step.direction === 'out' ? story.entersDevice(device) : story.leavesDevice(device), text: story.seenOn({ place, bytes: step.bytes }) }
  }
  return { title, text: `${rewrittenJustNow(input, step)}${seen}` }
}

function isAtTunnelDevice(input: SceneInput, step: Step): boolean {
  const fact = input.trace.fact(step.interfaceId)
  return fact?.kind === 'interface' && fact.linkKind !== 'ethernet' && fact.linkKind !== 'loopback'
}

/** A handshake or keepalive: WireGuard's own message, in which no packet is. */
function isWireguardsOwn(step: Step): boolean {
  return step.mode === 'wireguard' && !step.sealed
}

/** What was given to the sealing device of one of the two nodes, and is sealed or dropped only after this. */
function waitingText(input: SceneInput, { outer }: Step): readonly string[] {
  const { steps, course } = input.flight
  const waiting = course.strands.flatMap(({ stops }) => {
    const at = stopAt(stops, input.step)
    const given = steps[stops[at] ?? -1]
    const isGiven = given?.direction === 'out' && isSealing(input, given) && stops[at + 1] !== undefined
    return isGiven && [outer?.source, outer?.destination].some((address) => hasAddress(input, given, address ?? '')) ? [given] : []
  })
  const [first] = waiting
  if (first === undefined) return []
  const { waits, waitMany } = input.words.story.handshake
  return [waiting.length > 1 ? waitMany({ count: waiting.length, link: first.interfaceName }) : waits({ packet: subjectOf(first, input.words), link: first.interfaceName })]
}

function isSealing({ trace }: SceneInput, { interfaceId }: Step): boolean {
  const fact = trace.fact(interfaceId)
  return fact?.kind === 'interface' && fact.linkKind === 'wireguard'
}

function messageOf({ name }: Step): 'initiation' | 'response' | 'cookie' | 'keepalive' {
  if (name === 'WireGuard response') return 'response'
  if (name === 'WireGuard cookie reply') return 'cookie'
  return name === 'WireGuard keepalive' ? 'keepalive' : 'initiation'
}

/** Which piece it is says the title; what it is of, and what becomes of it here, the text. */
function pieceText(input: SceneInput, step: Step, { number }: Part, place: string): string {
  const { wrap, fragment } = input.words.story
  const around = step.part ? `${wrap.around({ fragment: fragment(step.part) })} ` : ''
  const link = step.interfaceName
  if (step.direction === 'out') return `${around}${isRouter(input, step) ? wrap.sendsOnText({ link }) : wrap.pieceText({ link, number })}`
  const address = step.outer?.destination ?? ''
  return `${around}${hasAddress(input, step, address) ? wrap.pieceIsForPlace({ place }) : wrap.isForOther({ link, address })}`
}

function envelopeArrives(input: SceneInput, step: Step, place: string): Narration {
  const { wrap } = input.words.story
  const address = step.outer?.destination ?? ''
  return { title: wrap.envelopeReaches({ place }), text: hasAddress(input, step, address) ? wrap.isForPlace({ place }) : wrap.isForOther({ link: step.interfaceName, address }) }
}

function hasAddress({ map }: SceneInput, { netns }: Step, address: string): boolean {
  return map.inventory.namespaces[netns]?.links.some(({ addresses }) => addresses.some((own) => formatIpv4(own.address) === address)) === true
}

function isRouter({ map }: SceneInput, { netns }: Step): boolean {
  return map.inventory.namespaces[netns]?.kind === 'router'
}

function envelopeLeaves(input: SceneInput, step: Step, place: string, packet: string): Narration {
  const { wrap } = input.words.story
  const link = step.interfaceName
  if (isRouter(input, step)) return { title: wrap.sendsOn({ place }), text: wrap.sendsOnText({ link }) }
  if (step.mode === 'wireguard') return { title: wrap.leavesSealed({ packet }), text: wrap.leavesSealedText({ link }) }
  return { title: wrap.leavesWrapped({ packet }), text: step.mode === 'vxlan' ? wrap.leavesVxlan({ link }) : wrap.leavesIpip({ link }) }
}

/** Where NAT changed the packet since it came into this namespace, the frame that leaves says so. */
function rewrittenJustNow(input: SceneInput, step: Step): string {
  const { steps, course } = input.flight
  if (step.direction !== 'out') return ''
  for (let i = course.before[step.index] ?? -1; i >= 0; i = course.before[i] ?? -1) {
    const earlier = steps[i]
    if (earlier?.netns !== step.netns || earlier.packet !== step.packet || earlier.kind === 'frame') return ''
    if (earlier.rewrite === undefined) continue
    const { field, after: address } = earlier.rewrite
    return `${field === 'source' ? input.words.story.newSource({ address }) : input.words.story.newDestination({ address })} `
  }
  return ''
}

function arpNarration(input: SceneInput, step: Step): Narration {
  const { story } = input.words
  const { arp } = story
  const place = nameOfPlace(input, step.netns)
  const link = step.interfaceName
  const message = decodeFrame(input.trace.frameBytes(step.frame), 'ethernet').find((layer) => layer.proto === 'arp')
  if (message === undefined) return { title: story.subjects.packet, text: story.seen({ link, bytes: step.bytes }) }
  const isRequest = message.op === 'request'
  const said = { link, address: message.sender_ip, mac: message.sender_mac }
  if (step.direction === 'out') return isRequest ? { title: arp.asks({ place, address: message.target_ip }), text: arp.asksText({ link }) } : { title: arp.answers({ place }), text: arp.answersText(said) }
  if (isRequest) return { title: arp.hears({ place }), text: arp.hearsText({ link, address: message.target_ip, asker: message.sender_ip }) }
  return { title: arp.isAnswered({ place }), text: arp.isAnsweredText(said) }
}
