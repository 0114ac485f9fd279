import type { NetfilterRuleFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { chainWordsIn } from '../words/chain'
import type { ChainWords } from '../words/chain'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { MAX_LOOK } from './chain-link'
import type { ChainLink } from './chain-link'
import { rulePath } from './rule-path'
import { plain } from './sentence'
import { packetBefore } from './tracked-packet'
import type { TrackedPacket } from './tracked-packet'

const MATCH_SET = /-m set (! )?--match-set (\S+) (src|dst)/g
/** Felix's names of the sets that its NAT rules ask (felix/rules/rule_defs.go). */
const SETS: Readonly<Record<string, keyof ChainWords['sets']>> = { 'cali40masq-ipam-pools': 'masqPools', 'cali40all-ipam-pools': 'allPools', 'cali40all-hosts-net': 'hosts' }

/**
 * A rewriting as a chain: what came, the chains and the rule of table nat with its sets, or the connection that is remembered and the
 * rule that made it, and what is written now. Undefined for any other entry.
 */
export function natChain(trace: Trace, entryIndex: number, words: Words = EN): readonly ChainLink[] | undefined {
  const entry = trace.entry(entryIndex)
  if (entry.kind !== 'nat.source' && entry.kind !== 'nat.destination') return undefined
  const chain = chainWordsIn(words)
  const before = packetBefore(trace, entry)
  const rule = ruleOf(trace, entry)
  const isNew = rule !== undefined
  const begun = beginningOf(trace, entry)
  const asked = link('asked', `${before.source ?? ''} → ${before.destination ?? ''}`, isNew ? chain.firstOfConnection : chain.ofConnection)
  const now = rewriteLink(entry, before, chain)
  const tracked = begun && link('conntrack', connectionText(trace, begun, isNew ? entryIndex : Infinity), isNew ? chain.entryMade : chain.entryUsed)
  if (isNew) return [asked, rulePath(trace, entry, rule, chain), ruleLink(rule, targetWords(rule, chain)), ...setLinks(rule, before, chain), ...(tracked ? [tracked] : []), now]
  const maker = begun && rewritesOf(trace, begun, Infinity).map((made) => ruleOf(trace, made)).find((fact) => fact !== undefined)
  return [asked, ...(tracked ? [tracked] : []), ...(maker ? [ruleLink(maker, chain.madeBy)] : []), now]
}

function link(kind: ChainLink['kind'], row: string, note: string): ChainLink {
  return { kind, row, note: [plain(note)], passed: [], standing: 'taken' }
}

function ruleLink(rule: NetfilterRuleFact, note: string): ChainLink {
  return { ...link('filter-rule', rule.text, note), factId: rule.id }
}

function ruleOf(trace: Trace, { a, index }: TraceEntry): NetfilterRuleFact | undefined {
  const fact = a < 0 ? undefined : trace.fact(a, index)
  return fact?.kind === 'netfilter-rule' ? fact : undefined
}

function targetWords({ text }: NetfilterRuleFact, chain: ChainWords): string {
  if (text.includes('-j MASQUERADE')) return text.includes('--random-fully') ? chain.masqueradeRandom : chain.masquerade
  return text.includes('-j SNAT') ? chain.snat : chain.dnat
}

/** The rule matched, so each of its sets held what the rule asks of it. */
function setLinks({ text }: NetfilterRuleFact, { source, destination }: TrackedPacket, chain: ChainWords): readonly ChainLink[] {
  return [...text.matchAll(MATCH_SET)].map(([, not, name = '', side]) => {
    const known = SETS[name]
    const asked = { address: (side === 'src' ? source : destination) ?? '', what: known === undefined ? '' : chain.sets[known] }
    return link('set', name, not === undefined ? chain.inSet(asked) : chain.notInSet(asked))
  })
}

/** The packet with which the connection of a rewriting began: this one, or the one that made the entry that is remembered. */
function beginningOf(trace: Trace, { a, netns, packet, index: at }: TraceEntry): TraceEntry | undefined {
  for (const entry of trace.before(at, 'conntrack.new')) {
    // who begins one does so on the way to the rule; what is remembered can be of any age
    if (a >= 0 && entry.index < at - MAX_LOOK) break
    if (entry.netns === netns && (a < 0 ? entry.a === -1 - a : entry.packet === packet)) return entry
  }
  return undefined
}

/** What was rewritten in the first packet of a connection where it began. */
function rewritesOf(trace: Trace, begun: TraceEntry, untilEntry: number): readonly TraceEntry[] {
  const found: TraceEntry[] = []
  for (let index = begun.index + 1; index <= Math.min(untilEntry, begun.index + MAX_LOOK, trace.entryCount - 1); index++) {
    const entry = trace.entry(index)
    if (entry.packet !== begun.packet || entry.netns !== begun.netns) continue
    if (entry.kind === 'hop.out') break
    if (entry.kind === 'nat.source' || entry.kind === 'nat.destination') found.push(entry)
  }
  return found
}

/** Both directions of a connection, in the words of `conntrack -L`. */
function connectionText(trace: Trace, begun: TraceEntry, untilEntry: number): string {
  const came = packetBefore(trace, { ...begun, index: begun.index + 1 })
  const rewrites = rewritesOf(trace, begun, untilEntry)
  const [source, destination] = [rewrites.findLast(({ kind }) => kind === 'nat.source'), rewrites.findLast(({ kind }) => kind === 'nat.destination')]
  const sent: TrackedPacket = {
    ...came,
    ...(source ? { source: formatIpv4(source.b), sourcePort: String(source.c), ...(came.protocol === 'icmp' ? { destinationPort: String(source.c) } : {}) } : {}),
    ...(destination ? { destination: formatIpv4(destination.b), destinationPort: String(destination.c) } : {}),
  }
  const answer: TrackedPacket = { ...sent, source: sent.destination ?? '', destination: sent.source ?? '', sourcePort: sent.destinationPort ?? '', destinationPort: sent.sourcePort ?? '' }
  return [came.protocol ?? '', tupleText(came), tupleText(answer)].filter((part) => part !== '').join(' ')
}

function tupleText({ protocol, source = '', destination = '', sourcePort = '', destinationPort = '' }: TrackedPacket): string {
  const ends = `src=${source} dst=${destination}`
  if (protocol === 'icmp') return `${ends} id=${destinationPort}`
  const ports = [sourcePort === '' ? '' : `sport=${sourcePort}`, destinationPort === '' ? '' : `dport=${destinationPort}`]
  return protocol === undefined ? ends : [ends, ...ports].filter((part) => part !== '').join(' ')
}

function rewriteLink(entry: TraceEntry, before: TrackedPacket, chain: ChainWords): ChainLink {
  const isSource = entry.kind === 'nat.source'
  const [address = '', port = ''] = isSource ? [before.source, before.sourcePort] : [before.destination, before.destinationPort]
  const what = isSource ? chain.sourceBecomes : chain.destinationBecomes
  const now = formatIpv4(entry.b)
  return link('rewrite', address === '' || address === now ? now : `${address} → ${now}`, port === String(entry.c) ? what : chain.withId({ what, before: port, now: entry.c }))
}
