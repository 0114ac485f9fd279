import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { Ipset } from '../dataplane/ipset'
import { Netfilter } from '../dataplane/netfilter'
import { parseRule } from '../dataplane/netfilter/parse-rule'
import { ruleText } from '../dataplane/netfilter/table'
import type { Chain, IptablesTable, TableName } from '../dataplane/netfilter/table'
import type { Netns } from '../dataplane/netns'
import type { IpsetSpec } from '../model/netns-spec'
import type { IptablesTableView } from './kernel-api'
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
        if (!done.ok) throw new Error(`bug: ${line}: ${done.error}`)
      }
    }
  }

  /** `-A CHAIN …`, `-I CHAIN [n] …`, `-D CHAIN n|…`, `-F [CHAIN]`, `-N`, `-X`, `-P`, `-Z`; the error is iptables' own text. */
  command(tableName: string, words: readonly string[]): Result<void, string> {
    if (!TABLES.includes(tableName)) return err(`can't initialize iptables table \`${tableName}': Table does not exist`)
    const table = this.table(tableName)
    const [option = '', chainName, ...rest] = words
    switch (option) {
      case '-A':
      case '--append':
        return this.withChain(table, chainName, (chain) => this.insert(table, chain, chain.rules.length, rest))
      case '-I':
      case '--insert':
        return this.withChain(table, chainName, (chain) => this.insertAt(table, chain, rest))
      case '-D':
      case '--delete':
        return this.withChain(table, chainName, (chain) => this.delete(chain, rest))
      case '-F':
      case '--flush':
        return this.onChains(table, chainName, (chain) => {
          while (chain.rules.length > 0) this.netfilter.removeRule(chain, 0)
        })
      case '-Z':
      case '--zero':
        return this.onChains(table, chainName, (chain) => {
          for (const rule of chain.rules) rule.packets = rule.bytes = 0
        })
      case '-N':
      case '--new-chain':
        return this.newChain(table, chainName ?? '')
      case '-X':
      case '--delete-chain':
        return this.deleteChain(table, chainName)
      case '-P':
      case '--policy':
        return this.withChain(table, chainName, (chain) => this.setPolicy(chain, rest[0]))
      default:
        return err(`unknown option "${option}"`)
    }
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

  private withChain(table: IptablesTable, name: string | undefined, act: (chain: Chain) => Result<void, string>): Result<void, string> {
    const chain = table.chains.get(name ?? '')
    return chain === undefined ? err('No chain/target/match by that name.') : act(chain)
  }

  private onChains(table: IptablesTable, name: string | undefined, act: (chain: Chain) => void): Result<void, string> {
    if (name !== undefined && !table.chains.has(name)) return err('No chain/target/match by that name.')
    for (const chain of table.chains.values()) if (name === undefined || chain.name === name) act(chain)
    return ok(undefined)
  }

  private insertAt(table: IptablesTable, chain: Chain, words: readonly string[]): Result<void, string> {
    const hasNumber = /^\d+$/.test(words[0] ?? '')
    const at = hasNumber ? Number(words[0]) - 1 : 0
    if (at < 0 || at > chain.rules.length) return err('Index of insertion too big.')
    return this.insert(table, chain, at, hasNumber ? words.slice(1) : words)
  }

  private insert(table: IptablesTable, chain: Chain, at: number, words: readonly string[]): Result<void, string> {
    const parsed = parseRule(words)
    if (!parsed.ok) return parsed
    const { target, matches } = parsed.value
    if ((target.kind === 'jump' || target.kind === 'goto') && !table.chains.has(target.chain)) return err('No chain/target/match by that name.')
    const missing = matches.find((match) => match.kind === 'set' && !this.sets.has(match.set))
    if (missing?.kind === 'set') return err(`Set ${missing.set} doesn't exist.`)
    this.netfilter.insertRule(table.name, chain, at, parsed.value)
    return ok(undefined)
  }

  private delete(chain: Chain, words: readonly string[]): Result<void, string> {
    if (words.length === 1 && /^\d+$/.test(words[0] ?? '')) {
      const at = Number(words[0]) - 1
      if (chain.rules[at] === undefined) return err('Index of deletion too big.')
      this.netfilter.removeRule(chain, at)
      return ok(undefined)
    }
    const parsed = parseRule(words)
    if (!parsed.ok) return parsed
    const text = ruleText(chain.name, parsed.value)
    const at = chain.rules.findIndex((rule) => rule.text === text)
    if (at < 0) return err('Bad rule (does a matching rule exist in that chain?).')
    this.netfilter.removeRule(chain, at)
    return ok(undefined)
  }

  private newChain(table: IptablesTable, name: string): Result<void, string> {
    if (table.chains.has(name)) return err('Chain already exists.')
    table.chains.set(name, { name, policy: undefined, rules: [] })
    return ok(undefined)
  }

  private deleteChain(table: IptablesTable, name: string | undefined): Result<void, string> {
    return this.withChain(table, name, (chain) => {
      if (chain.policy !== undefined || chain.rules.length > 0) return err('Directory not empty.')
      table.chains.delete(chain.name)
      return ok(undefined)
    })
  }

  private setPolicy(chain: Chain, policy: string | undefined): Result<void, string> {
    if (chain.policy === undefined || (policy !== 'ACCEPT' && policy !== 'DROP')) return err('Bad policy name. Run `dmesg\' for more information.')
    chain.policy = policy
    return ok(undefined)
  }
}
