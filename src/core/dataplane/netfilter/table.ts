import { HOOK_FORWARD, HOOK_LOCAL_IN, HOOK_LOCAL_OUT, HOOK_POST_ROUTING, HOOK_PRE_ROUTING } from '../hooks'
import { formatRule } from './format-rule'
import type { Match, MatchContext } from './match'
import type { IptablesRuleSpec, TargetSpec } from './rule-spec'

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter'

/** The built-in chains of each table and the hook that each hangs on. */
export const BUILT_IN_CHAINS: Readonly<Record<TableName, readonly { readonly name: string; readonly hook: number }[]>> = {
  raw: [
    { name: 'PREROUTING', hook: HOOK_PRE_ROUTING },
    { name: 'OUTPUT', hook: HOOK_LOCAL_OUT },
  ],
  mangle: [
    { name: 'PREROUTING', hook: HOOK_PRE_ROUTING },
    { name: 'INPUT', hook: HOOK_LOCAL_IN },
    { name: 'FORWARD', hook: HOOK_FORWARD },
    { name: 'OUTPUT', hook: HOOK_LOCAL_OUT },
    { name: 'POSTROUTING', hook: HOOK_POST_ROUTING },
  ],
  nat: [
    { name: 'PREROUTING', hook: HOOK_PRE_ROUTING },
    { name: 'INPUT', hook: HOOK_LOCAL_IN },
    { name: 'OUTPUT', hook: HOOK_LOCAL_OUT },
    { name: 'POSTROUTING', hook: HOOK_POST_ROUTING },
  ],
  filter: [
    { name: 'INPUT', hook: HOOK_LOCAL_IN },
    { name: 'FORWARD', hook: HOOK_FORWARD },
    { name: 'OUTPUT', hook: HOOK_LOCAL_OUT },
  ],
}

export interface IptablesRule {
  /** Id of its fact in the trace. */
  readonly id: number
  readonly spec: IptablesRuleSpec
  readonly matches: readonly Match[]
  readonly text: string
  packets: number
  bytes: number
}

/** iptables-nft gives the built-in chains no counters: what the policy decides is not counted (nft_base_chain without stats). */
export interface Chain {
  readonly name: string
  /** Undefined for chains that a user made. */
  policy: 'ACCEPT' | 'DROP' | undefined
  readonly rules: IptablesRule[]
}

export function ruleText(chain: string, spec: IptablesRuleSpec): string {
  return formatRule(chain, spec)
}

/** What walking a chain came to: a rule with a final target, or the policy. */
export type ChainVerdict = { readonly target: TargetSpec; readonly rule: IptablesRule | undefined }

const RETURNED: ChainVerdict = { target: { kind: 'return' }, rule: undefined }
/** iptables refuses loops when rules are loaded; this bounds a walk all the same. */
const MAX_DEPTH = 64

/** One iptables table of a namespace. */
export class IptablesTable {
  readonly chains = new Map<string, Chain>()

  constructor(readonly name: TableName) {
    for (const { name: chain } of BUILT_IN_CHAINS[name]) this.chains.set(chain, { name: chain, policy: 'ACCEPT', rules: [] })
  }

  /** Walks a built-in chain. `visit` is told of every rule that matched and lets non-final targets act. */
  walk(chainName: string, context: MatchContext, bytes: number, visit: (rule: IptablesRule) => void): ChainVerdict {
    const chain = this.chains.get(chainName)
    if (chain === undefined) return RETURNED
    const verdict = this.walkChain(chain, context, bytes, visit, 0)
    if (verdict.target.kind !== 'return') return verdict
    return { target: { kind: chain.policy === 'DROP' ? 'drop' : 'accept' }, rule: undefined }
  }

  private walkChain(chain: Chain, context: MatchContext, bytes: number, visit: (rule: IptablesRule) => void, depth: number): ChainVerdict {
    if (depth > MAX_DEPTH) return RETURNED
    for (const rule of chain.rules) {
      if (!rule.matches.every((match) => match(context))) continue
      rule.packets++
      rule.bytes += bytes
      visit(rule)
      const { target } = rule.spec
      switch (target.kind) {
        case 'none':
        case 'mark':
          continue
        case 'return':
          return RETURNED
        case 'jump':
        case 'goto': {
          const next = this.chains.get(target.chain)
          const verdict = next === undefined ? RETURNED : this.walkChain(next, context, bytes, visit, depth + 1)
          if (verdict.target.kind !== 'return') return verdict
          if (target.kind === 'goto') return RETURNED
          continue
        }
        default:
          return { target, rule }
      }
    }
    return RETURNED
  }
}
