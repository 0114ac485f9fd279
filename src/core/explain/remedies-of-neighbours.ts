import type { InterfaceFact, NeighbourFact } from '../trace/facts'
import type { Trace } from '../trace/trace'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { MAX_LOOK_BACK, NO_REMEDY, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { slashed } from './drop-cures'
import { atSilence } from './drop-context'
import { routeAdded } from './format-route'
import { holderOf, lostRoute, permanentNeighbour } from './lost-rows'
import { placeName } from './place-name'
import { foreignSource, takenSource } from './remedies-of-addresses'
import { linkRaised, linkShown, neighbourAdded } from './remedies-of-links'

export function unanswered(about: DropCase): DropRemedy {
  const { trace, context, inventory, found } = about
  const { silence, entryIndex, value } = context
  const asked = ipv4FromNumber(value)
  const address = formatIpv4(asked)
  if (silence?.reason === 'proxy-arp-off') return repaired(silence.place, `sysctl -w net.ipv4.conf.${slashed(silence.link)}.proxy_arp=1`)
  if (silence?.reason === 'forwarding-disabled') return repaired(silence.place, 'sysctl -w net.ipv4.ip_forward=1')
  if (silence?.reason === 'no-route') {
    const lost = lostRoute(trace, silence.netns, asked, entryIndex)
    return { findings: [found.proxyNeedsRoute({ place: silence.place, address })], repairs: lost ? [{ netns: silence.place, command: routeAdded(lost.route) }] : [], isWhole: true }
  }
  if (silence?.reason === 'reverse-path-filter') return foreignSource({ ...about, context: atSilence(context) })
  if (silence?.reason === 'martian-source') return takenSource({ ...about, context: atSilence(context) })
  const rule = natRuleThatMade(trace, asked, entryIndex)
  if (rule) {
    const place = placeName(inventory, rule.netns)
    return { findings: [found.natMade({ address, place, rule: rule.text })], repairs: [{ netns: place, command: `iptables -t nat ${rule.text.replace(/^-A/, '-D')}` }], isWhole: true }
  }
  const holding = holderOf(trace, asked, entryIndex, 'now')
  if (holding && !holding.up) {
    return { findings: [found.holderDown({ address, holder: placeName(inventory, holding.netns), link: holding.name })], repairs: linkRaised(about, holding), evidence: linkShown(about, holding), isWhole: true }
  }
  if (context.because?.kind === 'neighbour' && context.link.startsWith('vxlan')) return farEndUnknown(about, context.because, holding)
  const before = holderOf(trace, asked, entryIndex, 'before')
  const own = before?.addresses.find((candidate) => candidate.address === asked)
  if (!before || !own) return NO_REMEDY
  const holder = placeName(inventory, before.netns)
  return { findings: [found.addressGone({ address, holder, link: before.name, node: inventory.namespaces[before.netns]?.kind === 'node' ? holder : '' })], repairs: [{ netns: holder, command: `ip addr add ${address}/${own.prefixLength} dev ${before.name}` }], isWhole: true }
}

/** A VXLAN device hears no answers: the far end's MAC address is to be written down. It was before, or the far end shows it. */
function farEndUnknown({ trace, context: { place, link, entryIndex } }: DropCase, { netns, address }: NeighbourFact, holding: InterfaceFact | undefined): DropRemedy {
  const mac = permanentNeighbour(trace, netns, address, entryIndex)?.mac ?? holding?.mac
  return mac === undefined ? NO_REMEDY : repaired(place, neighbourAdded({ address, mac }, link))
}

/** The rule that gave a packet an address, as far back as is looked. */
function natRuleThatMade(trace: Trace, address: Ipv4, before: number): { readonly netns: number; readonly text: string } | undefined {
  for (let index = before; index >= Math.max(0, before - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    if (entry.kind !== 'nat.source' || entry.a < 0 || ipv4FromNumber(entry.b) !== address) continue
    const fact = trace.fact(entry.a, index)
    if (fact?.kind === 'netfilter-rule') return { netns: entry.netns, text: fact.text }
  }
  return undefined
}
