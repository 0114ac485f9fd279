import { required } from '../base/assert'
import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { Ipset } from '../dataplane/ipset'
import { Netfilter } from '../dataplane/netfilter'
import { parseRule } from '../dataplane/netfilter/parse-rule'
import type { IptablesRuleSpec } from '../dataplane/netfilter/rule-spec'
import { ruleText } from '../dataplane/netfilter/table'
import type { Chain, IptablesTable, TableName } from '../dataplane/netfilter/table'
import type { Netns } from '../dataplane/netns'
import type { IpsetSpec } from '../model/netns-spec'
import type { IptablesError, IptablesTableView } from './kernel-api'
import { splitWords } from './split-words'

const TABLES: readonly string[] = ['raw', 'mangle', 'nat', 'filter']

/** iptables and ipset of one namespace: tables come to be when a first rule or chain is written, as iptables-nft does. */
export class NetfilterAdmin {
  private readonly netfilter: Netfilter
  readonly sets = new Map<string, Ipset>()

  constructor(
    private readonly netns: Netns,
    ipsets: readonly IpsetSpec[],
  ) {
    for (const spec of ipsets) this.sets.set(spec.name, new Ipset(spec))
    this.netfilter = new Netfilter(netns, this.sets)
  }

  /** Loads an iptables-restore document (one table); an error in it is a bug of whoever derived it. */
  restore(document: string): void {
    let table: IptablesTable | undefined
    for (const line of document.split('\n').map((text) => text.trim())) {
      if (line === '' || line.startsWith('#') || line === 'COMMIT') continue
      if (line.startsWith('*')) table = this.table(line.slice(1))
      else if (table === undefined) throw new Error(`bug: "${line}" before a table`)
      else if (line.startsWith(':')) this.declareChain(table, line)
      else {
        const done = this.command(table.name, splitWords(line))
        if (!done.ok) throw new Error(`bug: ${line}: ${done.error.text}`)
      }
    }
  }

  /** `-A CHAIN …`, `-I CHAIN [n] …`, `-R CHAIN n …`, `-D CHAIN n|…`, `-F [CHAIN]`, `-Z [CHAIN [n]]`, `-N`, `-X [CHAIN]`, `-E OLD NEW`, `-P CHAIN POLICY`. */
  command(tableName: string, words: readonly string[]): Result<void, IptablesError> {
    if (!TABLES.includes(tableName)) return usage(`table '${tableName}' does not exist`)
    const table = this.table(tableName)
    const [option = '', chainName, ...rest] = words
    switch (option) {
      case '-A':
        return this.withChain(table, chainName, (chain) => this.insert(table, chain, chain.rules.length, rest))
      case '-I':
        return this.withChain(table, chainName, (chain) => this.insertAt(table, chain, rest))
      case '-R':
        return this.withChain(table, chainName, (chain) => this.replace(table, chain, rest))
      case '-D':
        return this.withChain(table, chainName, (chain) => this.delete(table, chain, rest))
      case '-F':
        return this.onChains(table, chainName, (chain) => {
          while (chain.rules.length > 0) this.netfilter.removeRule(chain, 0)
        })
      case '-Z':
        return this.onChains(table, chainName, (chain) => {
          for (const [i, rule] of chain.rules.entries()) if (rest[0] === undefined || Number(rest[0]) === i + 1) rule.packets = rule.bytes = 0
        })
      case '-N':
        return this.newChain(table, chainName ?? '')
      case '-X':
        return this.deleteChains(table, chainName)
      case '-E':
        return this.renameChain(table, chainName ?? '', rest[0] ?? '')
      case '-P':
        return this.setPolicy(table.chains.get(chainName ?? ''), rest[0])
      default:
        return usage(`unknown option "${option}"`)
    }
  }

  has(tableName: string, chainName: string, words: readonly string[]): Result<boolean, IptablesError> {
    const table = this.table(tableName)
    const chain = table.chains.get(chainName)
    if (chain === undefined) return NO_CHAIN
    const rule = this.readRule(table, chain, words)
    return rule.ok ? ok(chain.rules.some(({ text }) => text === ruleText(chain.name, rule.value))) : rule
  }

  view(): readonly IptablesTableView[] {
    return this.netfilter.tables().map((table) => ({
      name: table.name,
      chains: [...table.chains.values()].map((chain) => ({
        name: chain.name,
        policy: chain.policy,
        rules: chain.rules.map(({ text, packets, bytes }) => ({ text, packets, bytes })),
      })),
    }))
  }

  /** False: there is a set of that name. */
  createSet(spec: IpsetSpec): boolean {
    if (this.sets.has(spec.name)) return false
    this.sets.set(spec.name, new Ipset(spec))
    return true
  }

  /** False: a rule asks it. */
  destroySet(name: string): boolean {
    const chains = this.netfilter.tables().flatMap((table) => [...table.chains.values()])
    const isAsked = chains.some((chain) => chain.rules.some(({ spec }) => spec.matches.some((match) => match.kind === 'set' && match.set === name)))
    if (!isAsked) this.sets.delete(name)
    return !isAsked
  }

  flushConntrack(): void {
    this.netfilter.conntrack.flush()
  }

  private table(name: string): IptablesTable {
    this.netns.netfilter = this.netfilter
    return this.netfilter.table(name as TableName)
  }

  private declareChain(table: IptablesTable, line: string): void {
    const [name = '', policy = '-'] = line.slice(1).split(' ')
    const chain = table.chains.get(name)
    if (chain === undefined) table.chains.set(name, { name, policy: undefined, rules: [] })
    else if (policy === 'DROP') chain.policy = 'DROP'
  }

  private withChain(table: IptablesTable, name: string | undefined, act: (chain: Chain) => Result<void, IptablesError>): Result<void, IptablesError> {
    const chain = table.chains.get(name ?? '')
    return chain === undefined ? NO_CHAIN : act(chain)
  }

  private onChains(table: IptablesTable, name: string | undefined, act: (chain: Chain) => void): Result<void, IptablesError> {
    if (name !== undefined && !table.chains.has(name)) return NO_CHAIN
    for (const chain of table.chains.values()) if (name === undefined || chain.name === name) act(chain)
    return ok(undefined)
  }

  private insertAt(table: IptablesTable, chain: Chain, words: readonly string[]): Result<void, IptablesError> {
    const hasNumber = /^\d+$/.test(words[0] ?? '')
    const at = hasNumber ? Number(words[0]) - 1 : 0
    if (at < 0) return usage(`Invalid rule number \`${words[0] ?? ''}'`)
    if (at > chain.rules.length) return refused('Index of insertion too big.')
    return this.insert(table, chain, at, hasNumber ? words.slice(1) : words)
  }

  private replace(table: IptablesTable, chain: Chain, words: readonly string[]): Result<void, IptablesError> {
    const at = Number(words[0]) - 1
    if (!Number.isInteger(at) || at < 0) return usage(`Invalid rule number \`${words[0] ?? ''}'`)
    if (chain.rules[at] === undefined) return NO_CHAIN
    const inserted = this.insert(table, chain, at, words.slice(1))
    if (inserted.ok) this.netfilter.removeRule(chain, at + 1)
    return inserted
  }

  private insert(table: IptablesTable, chain: Chain, at: number, words: readonly string[]): Result<void, IptablesError> {
    const rule = this.readRule(table, chain, words)
    if (!rule.ok) return rule
    this.netfilter.insertRule(table.name, chain, at, rule.value)
    return ok(undefined)
  }

  private readRule(table: IptablesTable, chain: Chain, words: readonly string[]): Result<IptablesRuleSpec, IptablesError> {
    const parsed = parseRule(words)
    if (!parsed.ok) return usage(parsed.error)
    const { target, matches } = parsed.value
    if ((target.kind === 'jump' || target.kind === 'goto') && !table.chains.has(target.chain)) return usage(`Chain '${target.chain}' does not exist`)
    const missing = matches.find((match) => match.kind === 'set' && !this.sets.has(match.set))
    if (missing?.kind === 'set') return usage(`Set ${missing.set} doesn't exist.\n`)
    const misplaced = (['in', 'out'] as const).find((kind) => WITHOUT_LINK[kind].includes(chain.name) && chain.policy !== undefined && matches.some((match) => match.kind === kind))
    if (misplaced !== undefined) return usage(`Can't use -${misplaced === 'in' ? 'i' : 'o'} with ${chain.name}\n`)
    return ok(parsed.value)
  }

  private delete(table: IptablesTable, chain: Chain, words: readonly string[]): Result<void, IptablesError> {
    if (words.length === 1 && /^\d+$/.test(words[0] ?? '')) {
      const at = Number(words[0]) - 1
      if (chain.rules[at] === undefined) return NO_CHAIN
      this.netfilter.removeRule(chain, at)
      return ok(undefined)
    }
    const rule = this.readRule(table, chain, words)
    if (!rule.ok) return rule
    const at = chain.rules.findIndex(({ text }) => text === ruleText(chain.name, rule.value))
    if (at < 0) return refused('Bad rule (does a matching rule exist in that chain?).')
    this.netfilter.removeRule(chain, at)
    return ok(undefined)
  }

  private newChain(table: IptablesTable, name: string): Result<void, IptablesError> {
    const problem = chainNameProblem(name)
    if (problem !== undefined) return usage(problem)
    if (table.chains.has(name)) return refused('Chain already exists.')
    table.chains.set(name, { name, policy: undefined, rules: [] })
    return ok(undefined)
  }

  private deleteChains(table: IptablesTable, name: string | undefined): Result<void, IptablesError> {
    const chains = [...table.chains.values()].filter((chain) => chain.policy === undefined && (name === undefined || chain.name === name))
    if (name !== undefined && chains.length === 0) return NO_CHAIN
    const going = new Set(chains.map((chain) => chain.name))
    const busy = chains.find((chain) => chain.rules.length > 0 || this.jumpsTo(table, chain.name, name === undefined ? going : new Set()))
    if (busy) return err({ kind: 'busy', text: ` CHAIN_DEL failed (Device or resource busy): chain ${busy.name}` })
    for (const chain of chains) table.chains.delete(chain.name)
    return ok(undefined)
  }

  /** Whether a rule of a chain that stays leads there. */
  private jumpsTo(table: IptablesTable, name: string, going: ReadonlySet<string>): boolean {
    return [...table.chains.values()].some((chain) => !going.has(chain.name) && chain.rules.some(({ spec: { target } }) => (target.kind === 'jump' || target.kind === 'goto') && target.chain === name))
  }

  private renameChain(table: IptablesTable, from: string, to: string): Result<void, IptablesError> {
    const problem = chainNameProblem(to)
    if (problem !== undefined) return usage(problem)
    const chain = table.chains.get(from)
    if (chain?.policy !== undefined || chain === undefined) return NO_CHAIN
    if (table.chains.has(to)) return refused('File exists.')
    const renamed: Chain = { name: to, policy: undefined, rules: [] }
    table.chains.set(to, renamed)
    for (const { spec, packets, bytes } of [...chain.rules]) this.insertCounted(table, renamed, renamed.rules.length, spec, { packets, bytes })
    for (const other of table.chains.values()) {
      for (const [at, { spec, packets, bytes }] of other.rules.entries()) {
        const { target } = spec
        if ((target.kind !== 'jump' && target.kind !== 'goto') || target.chain !== from) continue
        this.netfilter.removeRule(other, at)
        this.insertCounted(table, other, at, { ...spec, target: { ...target, chain: to } }, { packets, bytes })
      }
    }
    while (chain.rules.length > 0) this.netfilter.removeRule(chain, 0)
    table.chains.delete(from)
    return ok(undefined)
  }

  private insertCounted(table: IptablesTable, chain: Chain, at: number, spec: IptablesRuleSpec, counted: { readonly packets: number; readonly bytes: number }): void {
    this.netfilter.insertRule(table.name, chain, at, spec)
    const rule = required(chain.rules[at], 'the rule just inserted')
    rule.packets = counted.packets
    rule.bytes = counted.bytes
  }

  private setPolicy(chain: Chain | undefined, policy: string | undefined): Result<void, IptablesError> {
    if (chain?.policy === undefined) return refused('Bad built-in chain name.')
    if (policy !== 'ACCEPT' && policy !== 'DROP') return refused("Bad policy name. Run `dmesg' for more information.")
    chain.policy = policy
    return ok(undefined)
  }
}

function usage(text: string): Result<never, IptablesError> {
  return err({ kind: 'usage', text })
}

function refused(text: string): Result<never, IptablesError> {
  return err({ kind: 'refused', text })
}

const NO_CHAIN = refused('No chain/target/match by that name.')
/** Built-in chains where a packet has no such link yet, or no longer. */
const WITHOUT_LINK: Readonly<Record<'in' | 'out', readonly string[]>> = { in: ['OUTPUT', 'POSTROUTING'], out: ['PREROUTING', 'INPUT'] }
const LONGEST_CHAIN_NAME = 28

function chainNameProblem(name: string): string | undefined {
  if (name.length > LONGEST_CHAIN_NAME) return `chain name \`${name}' too long (must be under ${LONGEST_CHAIN_NAME + 1} chars)`
  if (name === '' || name.startsWith('-') || name.startsWith('!')) return `chain name not allowed to start with \`${name.charAt(0)}'`
  return /[\s\p{Cc}]/u.test(name) ? `Invalid chain name \`${name}'` : undefined
}
