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
  /** What a walk comes to when this rule's target is final. */
  readonly verdict: ChainVerdict
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
export type ChainVerdict = { readonly target: TargetSpec; readonly ruleId: number }

const RETURNED: ChainVerdict = { target: { kind: 'return' }, ruleId: -1 }
const BY_POLICY: Readonly<Record<'ACCEPT' | 'DROP', ChainVerdict>> = {
  ACCEPT: { target: { kind: 'accept' }, ruleId: -1 },
  DROP: { target: { kind: 'drop' }, ruleId: -1 },
}
/** iptables refuses loops when rules are loaded; this bounds a walk all the same. */
const MAX_DEPTH = 64

type RuleVisitor = (rule: IptablesRule, context: MatchContext) => void

/** One iptables table of a namespace. */
export class IptablesTable {
  readonly chains = new Map<string, Chain>()
  /** The built-in chain of each hook. */
  private readonly byHook: (Chain | undefined)[] = []

  constructor(readonly name: TableName) {
    for (const { name: chainName, hook } of BUILT_IN_CHAINS[name]) {
      const chain: Chain = { name: chainName, policy: 'ACCEPT', rules: [] }
      this.chains.set(chainName, chain)
      this.byHook[hook] = chain
    }
  }

  /** Walks the built-in chain of a hook. `visit` is told of every rule that matched and lets non-final targets act. */
  walk(hook: number, context: MatchContext, bytes: number, visit: RuleVisitor): ChainVerdict {
    const chain = this.byHook[hook]
    if (chain === undefined) return RETURNED
    const verdict = this.walkChain(chain, context, bytes, visit, 0)
    return verdict.target.kind === 'return' ? BY_POLICY[chain.policy ?? 'ACCEPT'] : verdict
  }

  private walkChain(chain: Chain, context: MatchContext, bytes: number, visit: RuleVisitor, depth: number): ChainVerdict {
    if (depth > MAX_DEPTH) return RETURNED
    for (const rule of chain.rules) {
      if (!matchesAll(rule.matches, context)) continue
      rule.packets++
      rule.bytes += bytes
      visit(rule, context)
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
          return rule.verdict
      }
    }
    return RETURNED
  }
}

function matchesAll(matches: readonly Match[], context: MatchContext): boolean {
  for (const match of matches) if (!match(context)) return false
  return true
}
