import type { NetfilterRuleFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import type { ChainWords } from '../words/chain'
import { MAX_LOOK } from './chain-link'
import type { ChainLink } from './chain-link'
import { plain } from './sentence'

/** The chains that led a packet to a rule, from the built-in one on, and the rule. `entry` is what the rule decided. */
export function rulePath(trace: Trace, entry: TraceEntry, rule: NetfilterRuleFact, chain: ChainWords): ChainLink {
  const chains = [rule.chain]
  for (let index = entry.index - 1; index >= Math.max(0, entry.index - MAX_LOOK); index--) {
    const before = trace.entry(index)
    if (before.packet !== entry.packet || before.netns !== entry.netns) continue
    if (before.kind === 'hop.in') break
    const jump = before.kind === 'rule.matched' ? trace.fact(before.a, index) : undefined
    if (jump?.kind !== 'netfilter-rule' || jump.table !== rule.table || targetOf(jump) !== chains[0]) continue
    chains.unshift(jump.chain)
  }
  const note = chains.length === 1 ? chain.builtIn({ table: rule.table }) : chain.ofTable({ table: rule.table })
  return { kind: 'chains', row: chains.join(' → '), note: [plain(note)], passed: [], standing: 'taken' }
}

/** What a rule leads to: `-j cali-POSTROUTING`. */
function targetOf({ text }: NetfilterRuleFact): string | undefined {
  return / -[jg] (\S+)/.exec(text)?.[1]
}
