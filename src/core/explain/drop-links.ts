import type { Inventory } from '../model/inventory'
import { DROP_REASONS, HOOK_CHAINS } from '../trace/entry-kinds'
import type { Trace } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { chainWordsIn } from '../words/chain'
import type { Words } from '../words/en'
import type { ChainLink } from './chain-link'
import { dropContext } from './drop-context'
import { dropSentence } from './drop-detail'
import { formatFullRoute } from './format-route'
import { rulePath } from './rule-path'
import { plain } from './sentence'

/** How a packet ended: the chains and the rule that dropped it where it was a rule, and the reason with its figures. */
export function dropLinks(trace: Trace, entryIndex: number, inventory: Inventory, words: Words): readonly ChainLink[] {
  const context = dropContext(trace, entryIndex, inventory)
  if (!context) return []
  const chain = chainWordsIn(words)
  const { because, reason, value } = context
  const end: ChainLink = { kind: 'end', row: chain.ends, note: dropSentence(context, words), passed: [], standing: 'failed' }
  const policy = HOOK_CHAINS[value]
  if (because?.kind === 'netfilter-rule' && because.netns >= 0) {
    const { text, id } = because
    return [rulePath(trace, trace.entry(entryIndex), because, chain), { kind: 'filter-rule', row: text, note: [], passed: [], factId: id, standing: 'failed' }, { ...end, note: [plain(words.decisions.drops[reason])] }]
  }
  if (reason === 'iptables-drop' && because === undefined && policy !== undefined) return [{ kind: 'filter-rule', row: `-P ${policy} DROP`, note: [plain(chain.policy)], passed: [], standing: 'failed' }, end]
  return [end]
}

/** The row that a check without a lookup of its own was made against; none where no row is behind it. */
export function checkedRow(trace: Trace, entryIndex: number): readonly ChainLink[] {
  const { a, c } = trace.entry(entryIndex)
  const because = a < 0 ? undefined : trace.fact(a, entryIndex)
  if (because?.kind === 'route') return [{ kind: 'check', row: formatFullRoute(because.route), note: [], passed: [], factId: because.id, standing: 'taken' }]
  if (because?.kind !== 'interface') return []
  const state = !because.up ? 'state DOWN' : DROP_REASONS[c] === 'source-destination-check' ? because.addresses.map(({ address }) => formatIpv4(address)).join(' ') : `mtu ${because.mtuBytes}`
  return [{ kind: 'check', row: `${because.name} ${state}`, note: [], passed: [], standing: 'taken' }]
}
