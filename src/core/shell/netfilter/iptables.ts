import type { IptablesError, Program, System } from '../../engine/kernel-api'
import { toolRelease } from '../tool-release'
import { parseIptables } from './iptables-words'
import type { IptablesRequest, UsageError } from './iptables-words'
import { chainListing, ruleLineOf, savedRule } from './listing'
import type { Chain, ListingOptions } from './listing'

const TABLES = ['filter', 'nat', 'mangle', 'raw'] as const
const HINT = "Try `iptables -h' or 'iptables --help' for more information.\n"
const STATUS = { usage: 2, refused: 1, busy: 4 } as const

/** `iptables` 1.8.9 (nf_tables). Exit status 1 where the kernel refuses, 2 for a line that makes no sense, 3 for a table that is not there. */
export const iptables: Program = function* (system, argv) {
  const parsed = parseIptables(argv.slice(1))
  if (!parsed.ok) return complain(system, parsed.error)
  const request = parsed.value
  const { letter } = request.command
  if (letter === 'V') {
    system.stdout(`iptables ${toolRelease(system).iptables}\n`)
    return 0
  }
  if (!TABLES.some((known) => known === request.table)) {
    system.stderr(`iptables ${toolRelease(system).iptables}: table '${request.table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n`)
    return 3
  }
  if (letter === 'L' || letter === 'S') return list(system, request, letter)
  if ((letter === 'F' || letter === 'X' || letter === 'N' || letter === 'P') && (request.numeric || request.lineNumbers)) {
    return complain(system, { text: `Illegal option \`${request.numeric ? '-n' : '--line-numbers'}' with this command` })
  }
  return letter === 'C' ? check(system, request) : change(system, request)
}

function complain(system: System, { text, isBare }: UsageError): number {
  system.stderr(`${isBare ? '' : `iptables ${toolRelease(system).iptables}: `}${text}\n${HINT}`)
  return STATUS.usage
}

function refuse(system: System, { kind, text }: IptablesError): number {
  if (kind === 'usage') return complain(system, { text })
  system.stderr(kind === 'busy' ? `iptables ${toolRelease(system).iptables}: ${text}\n` : `iptables: ${text}\n`)
  return STATUS[kind]
}

function check(system: System, { table, command }: IptablesRequest): number {
  const has = system.iptablesHas(table, command.chain ?? '', command.rest)
  if (!has.ok) return refuse(system, has.error)
  return has.value ? 0 : refuse(system, { kind: 'refused', text: 'Bad rule (does a matching rule exist in that chain?).' })
}

/** With -v, iptables repeats the rule that it adds. */
function change(system: System, { table, command, verbose }: IptablesRequest): number {
  const { letter, chain, rest } = command
  const done = system.iptablesCommand(table, [`-${letter}`, ...(chain === undefined ? [] : [chain]), ...rest])
  if (!done.ok) return refuse(system, done.error)
  if (verbose && (letter === 'A' || letter === 'I')) {
    const place = letter === 'A' ? -1 : Number(/^\d+$/.exec(rest[0] ?? '')?.[0] ?? 1) - 1
    const rule = chainsOf(system, table).find(({ name }) => name === chain)?.rules.at(place)
    if (rule) system.stdout(ruleLineOf(rule.text))
  }
  return 0
}

function list(system: System, request: IptablesRequest, letter: 'L' | 'S'): number {
  const { chain: name, rest } = request.command
  const all = chainsOf(system, request.table)
  const chains = name === undefined ? all : all.filter((chain) => chain.name === name)
  if (chains.length === 0) {
    const { iptables: release } = toolRelease(system)
    system.stderr(release.includes('nf_tables') ? `iptables ${release}: chain \`${name ?? ''}' in table \`${request.table}' is incompatible, use 'nft' tool.\n` : 'iptables: No chain/target/match by that name.\n')
    return 1
  }
  const only = rest[0] === undefined ? undefined : Number(rest[0])
  if (letter === 'S') system.stdout(savedChains(chains, request.verbose, only))
  else system.stdout(chains.map((chain) => chainListing(chain, all, { ...listingOptions(system, request), only })).join('\n'))
  return 0
}

function listingOptions(system: System, { verbose, exact, numeric, lineNumbers }: IptablesRequest): ListingOptions {
  return { verbose, exact, numeric, lineNumbers, protocolsAreNumbers: numeric && toolRelease(system).protocolsAreNumbers, only: undefined }
}

/** `-S`: commands that would make the chains; with `-v` counters too. */
function savedChains(chains: readonly Chain[], withCounters: boolean, only: number | undefined): string {
  const rules = chains.flatMap((chain) => chain.rules.filter((_, i) => only === undefined || i + 1 === only).map((rule) => `${savedRule(rule, withCounters)}\n`)).join('')
  if (only !== undefined) return rules
  const heads = chains.map(({ name, policy }) => (policy === undefined ? `-N ${name}\n` : `-P ${name} ${policy}${withCounters ? ' -c 0 0' : ''}\n`))
  // built-in chains first, whatever their order in the table
  return heads.toSorted((a, b) => Number(a.startsWith('-N')) - Number(b.startsWith('-N'))).join('') + rules
}

/** A table that nothing has loaded has its built-in chains, empty. */
function chainsOf(system: System, table: string): readonly Chain[] {
  const loaded = system.iptablesTables().find((view) => view.name === table)
  if (loaded) return loaded.chains
  const builtIn: Readonly<Record<string, readonly string[]>> = {
    filter: ['INPUT', 'FORWARD', 'OUTPUT'],
    nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
    mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
    raw: ['PREROUTING', 'OUTPUT'],
  }
  return (builtIn[table] ?? []).map((name) => ({ name, policy: 'ACCEPT', rules: [] }))
}
