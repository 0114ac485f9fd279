import { dropWords } from '../explain/decision-line'
import { icmpWords } from '../trace/decode'
import { CONNTRACK_STATES, DROP_REASONS, NEIGHBOUR_STATES, SOCKET_KINDS, VERDICTS } from '../trace/entry-kinds'
import type { RouteFact } from '../trace/facts'
import type { TraceEntry } from '../trace/trace'
import { formatIpv4, ipv4FromNumber, prefixContains } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { figure } from '../words/figure'
import type { Narration } from './narration'
import { frameNarration } from './narration-frames'
import { nameOfPlace, subjectOf } from './narration-subject'
import type { SceneInput } from './scene'
import type { Step } from './steps'

const NAT_OUTGOING_CHAIN = 'cali-nat-outgoing'

/** What was decided at a step. Every kind has words of its own: none is told as a frame. */
export function decisionNarration(input: SceneInput, step: Step): Narration {
  const { story } = input.words
  const entry = input.trace.entry(step.entryIndex)
  const { a, b, c } = entry
  const place = nameOfPlace(input, step.netns)
  const packet = subjectOf(step, input.words)
  const link = step.interfaceName
  const address = formatIpv4(b)
  switch (entry.kind) {
    case 'hop.in':
    case 'hop.out':
      return frameNarration(input, step)
    case 'route.selected':
      return { title: story.route.chooses({ place }), text: routeText(input, entry) }
    case 'route.missing':
      return { title: story.route.isMissing({ place }), text: story.route.isMissingText({ address }) }
    case 'neighbour.used':
      return { title: story.arp.knows({ place }), text: story.arp.knowsText({ address, mac: macOf(input, entry) }) }
    case 'neighbour.waiting':
      return { title: story.arp.waits({ packet, place }), text: story.arp.waitsText({ address, link }) }
    case 'neighbour.changed':
      return { title: story.arp.changes({ place }), text: story.arp.changesText({ address, state: NEIGHBOUR_STATES[c] ?? NEIGHBOUR_STATES[0] }) }
    case 'arp.proxied':
      return { title: story.arp.proxies({ place, address }), text: story.arp.proxiesText({ link }) }
    case 'arp.ignored':
      return { title: story.arp.isSilent({ place }), text: story.arp.isSilentText({ address, reason: dropWords(c, input.words) }) }
    case 'packet.delivered':
      return { title: story.arrived({ packet }), text: isForAll(input, entry) ? story.arrivedForAll({ place }) : story.arrivedText({ place }) }
    case 'packet.forwarded':
      return { title: story.route.passesOn({ place, packet }), text: story.route.passesOnText({ before: a, after: b }) }
    case 'packet.encapsulated':
      return wrapNarration(input, step, place)
    case 'packet.decapsulated':
      return { title: story.wrap.unwraps({ place, packet }), text: unwrapText(input, entry, link) }
    case 'packet.dropped':
      if (step.kind === 'decision') return probeNarration(input, entry, place)
      return { title: story.ends({ place }), text: `${dropWords(c, input.words)}.` }
    case 'icmp.sent':
      return { title: story.tellsError({ place }), text: story.tellsErrorText({ name: icmpWords(b >> 8, b & 0xff), address: formatIpv4(c) }) }
    case 'echo.answered':
      return { title: story.answersEcho({ place }), text: story.answersEchoText }
    case 'rule.matched':
      return { title: story.rule({ place }), text: story.ruleText({ rule: ruleOf(input, entry)?.text ?? '', verdict: VERDICTS[c] ?? '' }) }
    case 'nat.source':
      return { title: story.nat.source({ place }), text: natText(input, entry, step) }
    case 'nat.destination':
      return { title: story.nat.destination({ place }), text: natText(input, entry, step) }
    case 'conntrack.new':
      return { title: story.tracks({ place }), text: story.tracksText({ state: CONNTRACK_STATES[c] ?? CONNTRACK_STATES[0] }) }
    case 'packet.fragmented':
      return { title: (step.mode === undefined ? story.fragments.cuts : story.fragments.cutsEnvelope)({ place, count: a }), text: cutText(input, entry, step) }
    case 'packet.reassembled':
      if (step.rewraps !== undefined) return { title: story.fragments.joinsEnvelope({ place }), text: story.fragments.joinsEnvelopeText({ count: a, bytes: b }) }
      return { title: story.fragments.joins({ place, count: a }), text: story.fragments.joinsText({ bytes: b }) }
    case 'pmtu.learned':
      return { title: story.learns({ place }), text: story.learnsText({ address, bytes: c }) }
    case 'socket.received':
      return { title: story.isReceived({ packet }), text: story.isReceivedText({ place, socket: SOCKET_KINDS[c] ?? '' }) }
  }
}

/** A probe's end is what its sender asks for. */
function probeNarration({ words: { story } }: SceneInput, { c }: TraceEntry, place: string): Narration {
  const { onTheWay, reached } = story.probe
  const told = DROP_REASONS[c] === 'ttl-exceeded' ? onTheWay : reached
  return { title: told.title({ place }), text: told.text({ place }) }
}

function routeText(input: SceneInput, entry: TraceEntry): string {
  const { route: words } = input.words.story
  const fact = input.trace.fact(entry.a, entry.index)
  if (fact?.kind !== 'route') return words.text
  const { destination, gateway, link } = fact.route
  const prefix = destination.prefixLength === 0 ? 'default' : `${formatIpv4(destination.network)}/${destination.prefixLength}`
  const via = gateway === undefined ? '' : ` via ${formatIpv4(gateway)}`
  const row = `${prefix}${via}${link === undefined ? '' : ` dev ${link}`}`
  const rivals = rivalsOf(input, entry, fact)
  if (rivals.length === 0) return words.onlyRow({ row })
  const others = rivals.filter(({ route }) => route.destination.prefixLength === destination.prefixLength).map(({ route }) => route.metric)
  return others.length === 0 ? words.row({ row }) : words.rowByMetric({ row, metric: fact.route.metric, other: Math.min(...others) })
}

/** Other rows of the table that matched too; by what one of them wins is told only then. */
function rivalsOf({ trace }: SceneInput, { netns, index, b }: TraceEntry, chosen: RouteFact): readonly RouteFact[] {
  const address = ipv4FromNumber(b)
  return trace.factsAt(netns, index).filter((fact): fact is RouteFact => fact.kind === 'route' && fact.id !== chosen.id && fact.route.table === chosen.route.table && prefixContains(fact.route.destination, address))
}

function macOf(input: SceneInput, entry: TraceEntry): string {
  const fact = input.trace.fact(entry.a, entry.index)
  return fact?.kind === 'neighbour' ? formatMac(fact.mac) : ''
}

function isForAll(input: SceneInput, entry: TraceEntry): boolean {
  const fact = input.trace.fact(entry.a, entry.index)
  return fact?.kind === 'route' && fact.route.type !== 'local'
}

function wrapNarration(input: SceneInput, step: Step, place: string): Narration {
  const { wrap } = input.words.story
  const worn = input.flight.places[input.step]
  const link = step.interfaceName
  const mode = step.mode ?? worn?.mode
  if (mode === 'wireguard') return { title: wrap.seals({ link, place }), text: wrap.sealsText }
  const growth = worn?.growthBytes ?? 0
  const bytes = growth > 0 ? figure(growth) : ''
  return { title: wrap.wraps({ link, place }), text: mode === 'vxlan' ? wrap.vxlan({ bytes }) : wrap.ipip({ bytes }) }
}

function unwrapText(input: SceneInput, entry: TraceEntry, link: string): string {
  const { wrap } = input.words.story
  const device = input.trace.fact(entry.a, entry.index)
  const kind = device?.kind === 'interface' ? device.linkKind : undefined
  if (kind === 'wireguard') return wrap.opens({ link })
  return kind === 'vxlan' ? wrap.unwrapsVxlan({ link }) : wrap.unwrapsIpip({ link })
}

function ruleOf(input: SceneInput, entry: TraceEntry) {
  const fact = input.trace.fact(entry.a, entry.index)
  return fact?.kind === 'netfilter-rule' ? fact : undefined
}

/** Old and new address, and by whose word: the pool's natOutgoing, another rule, or what connection tracking remembers. */
function natText(input: SceneInput, entry: TraceEntry, step: Step): string {
  const { nat } = input.words.story
  const rule = ruleOf(input, entry)
  const now = formatIpv4(entry.b)
  const what = step.rewrite === undefined && step.bytes > 0 ? nat.portOnly({ address: now, port: entry.c }) : nat.becomes({ before: step.rewrite?.before ?? '', now })
  const why = rule === undefined ? nat.remembered : rule.chain === NAT_OUTGOING_CHAIN ? nat.outgoing : nat.byRule
  return `${what} ${why}`
}

/** A packet that was put together here leaves in fragments no larger than it came in, though the device would take more. */
function cutText(input: SceneInput, { b: bytes }: TraceEntry, step: Step): string {
  const { fragments } = input.words.story
  const device = input.trace.fact(step.interfaceId)
  const takesMore = device?.kind === 'interface' && device.mtuBytes > bytes
  const { steps, course } = input.flight
  for (let i = course.before[step.index] ?? -1; takesMore && i >= 0 && steps[i]?.netns === step.netns; i = course.before[i] ?? -1) {
    if (steps[i]?.entryKind === 'packet.reassembled') return fragments.asTheyCame({ bytes })
  }
  return fragments.forMtu({ bytes })
}
