import type { Inventory } from '../model/inventory'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { chainWordsIn } from '../words/chain'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { MAX_LOOK, linkName } from './chain-link'
import type { ChainLink } from './chain-link'
import { formatFullRoute } from './format-route'
import { placeName } from './place-name'
import { plain, sentenceOf } from './sentence'

/** A decision about an ARP question (`arp.proxied`, `arp.ignored`) as a chain; undefined for any other entry. */
export function arpChain(trace: Trace, entryIndex: number, inventory: Inventory, words: Words = EN): readonly ChainLink[] | undefined {
  const entry = trace.entry(entryIndex)
  if (entry.kind !== 'arp.proxied' && entry.kind !== 'arp.ignored') return undefined
  const chain = chainWordsIn(words)
  const { decisions } = words
  const [address, link] = [formatIpv4(ipv4FromNumber(entry.b)), linkName(trace, entry.interfaceId, entryIndex)]
  const asked: ChainLink = { kind: 'asked', row: `who-has ${address}`, note: [plain(chain.asks({ asker: askerOf(trace, entry, inventory), link }))], passed: [], standing: 'taken' }
  const notOwn: ChainLink = { kind: 'own-address', row: address, note: [plain(chain.notOwn)], passed: [], standing: 'taken' }
  if (entry.kind === 'arp.ignored') {
    const reason = DROP_REASONS[entry.c]
    return [asked, notOwn, { kind: 'answer', row: chain.keepsSilent, note: reason ? [plain(decisions.drops[reason])] : [], passed: [], standing: 'failed' }]
  }
  const [route, device] = [trace.fact(entry.a, entryIndex), trace.fact(entry.interfaceId, entryIndex)]
  const mac = device?.kind === 'interface' ? formatMac(device.mac) : ''
  return [
    asked,
    notOwn,
    ...(route?.kind === 'route' ? [{ kind: 'route' as const, row: formatFullRoute(route.route), note: sentenceOf(chain.proxyRoute), passed: [], factId: route.id, standing: 'taken' as const }] : []),
    { kind: 'answer', row: `${address} is-at ${mac}`, note: [plain(chain.answers({ link }))], passed: [], standing: 'taken' },
  ]
}

/** Who sent the question: where its frame was seen first. */
function askerOf(trace: Trace, { index, packet }: TraceEntry, inventory: Inventory): string {
  for (let at = index - 1; at >= Math.max(0, index - MAX_LOOK); at--) {
    const entry = trace.entry(at)
    if (entry.packet === packet && entry.kind === 'hop.out') return placeName(inventory, entry.netns)
  }
  return ''
}
