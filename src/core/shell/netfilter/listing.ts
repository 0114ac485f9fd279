import type { IptablesTableView } from '../../engine/kernel-api'

type Chain = IptablesTableView['chains'][number]
type Rule = Chain['rules'][number]

/** One chain as `iptables -nL` or, with `verbose`, `-nvL` prints it. Columns and trailing blanks are those of iptables 1.8.9. */
export function chainListing(chain: Chain, all: readonly Chain[], options: { readonly verbose: boolean; readonly exact: boolean }): string {
  const references = all.reduce((sum, other) => sum + other.rules.filter((rule) => targetOf(rule.text) === chain.name).length, 0)
  const counters = options.verbose ? ' 0 packets, 0 bytes' : ''
  const state = chain.policy === undefined ? `${references} references` : `policy ${chain.policy}${counters}`
  const columns = options.verbose
    ? ' pkts bytes target     prot opt in     out     source               destination         \n'
    : 'target     prot opt source               destination         \n'
  return `Chain ${chain.name} (${state})\n${columns}${chain.rules.map((rule) => ruleLine(rule, options)).join('')}`
}

/** Counters above 99999 are shortened: 287K, 12M (iptables/xshared.c, xtables_print_num). */
function counter(value: number, exact: boolean): string {
  if (exact || value <= 99_999) return String(value)
  for (const suffix of ['K', 'M', 'G', 'T']) {
    const scaled = Math.round(value / 1000 ** ('KMGT'.indexOf(suffix) + 1))
    if (scaled <= 9999) return `${scaled}${suffix}`
  }
  return String(value)
}

interface ParsedRule {
  protocol: string
  inLink: string
  outLink: string
  source: string
  destination: string
  target: string
  /** What follows the fixed columns: matches, then the target's own options. */
  readonly extras: string[]
}

function ruleLine(rule: Rule, options: { readonly verbose: boolean; readonly exact: boolean }): string {
  const parsed = parseRule(rule.text)
  const { target, protocol, inLink, outLink, source, destination, extras } = parsed
  const tail = extras.length > 0 ? ` ${extras.join(' ')}` : ''
  const addresses = `${source.padEnd(19)}  ${destination.padEnd(19)} `
  if (!options.verbose) return `${target.padEnd(9)}  ${protocol.padEnd(4)} --  ${addresses}${tail}\n`
  const counts = `${counter(rule.packets, options.exact).padStart(5)} ${counter(rule.bytes, options.exact).padStart(5)}`
  return `${counts} ${target.padEnd(9)}  ${protocol.padEnd(4)} --  ${inLink.padEnd(6)} ${outLink.padEnd(6)}  ${addresses}${tail}\n`
}

function targetOf(text: string): string | undefined {
  const words = ruleWords(text)
  const at = words.findIndex((word) => word === '-j' || word === '-g')
  return at < 0 ? undefined : words[at + 1]
}

/** Words of an iptables-save line; a comment in double quotes is one word. */
function ruleWords(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { icmp: '1', ipencap: '4', ipip: '4', tcp: '6', udp: '17' }

function parseRule(text: string): ParsedRule {
  const words = ruleWords(text)
  const parsed: ParsedRule = { protocol: '0', inLink: '*', outLink: '*', source: '0.0.0.0/0', destination: '0.0.0.0/0', target: '', extras: [] }
  let negated = ''
  for (let i = 2; i < words.length; i++) {
    const word = words[i] as string
    if (word === '!') negated = '!'
    else {
      i += readWord(parsed, words, i, negated)
      negated = ''
    }
  }
  return parsed
}

/** Reads the word at `i`; returns how many values after it belong to it. */
function readWord(parsed: ParsedRule, words: readonly string[], i: number, negated: string): number {
  const value = words[i + 1] ?? ''
  const not = negated === '' ? '' : '! '
  switch (words[i]) {
    case '-p':
      parsed.protocol = `${negated}${PROTOCOL_NUMBERS[value] ?? value}`
      return 1
    case '-i':
      parsed.inLink = `${negated}${value}`
      return 1
    case '-o':
      parsed.outLink = `${negated}${value}`
      return 1
    case '-s':
      parsed.source = `${negated}${value.replace(/\/32$/, '')}`
      return 1
    case '-d':
      parsed.destination = `${negated}${value.replace(/\/32$/, '')}`
      return 1
    case '-j':
      parsed.target = value
      return 1
    case '-g':
      parsed.target = value
      parsed.extras.push('[goto] ')
      return 1
    case '-m':
      if (value === 'addrtype') parsed.extras.push('ADDRTYPE match')
      return 1
    case '--comment':
      parsed.extras.push(`/* ${value} */`)
      return 1
    case '--match-set':
      parsed.extras.push(`${not}match-set ${value} ${words[i + 2] ?? ''}`)
      return 2
    case '--src-type':
      parsed.extras.push(`src-type ${negated}${value}`)
      return 1
    case '--dst-type':
      parsed.extras.push(`dst-type ${negated}${value}`)
      return 1
    case '--limit-iface-out':
      parsed.extras.push('limit-out')
      return 0
    case '--limit-iface-in':
      parsed.extras.push('limit-in')
      return 0
    case '--random-fully':
      parsed.extras.push('random-fully')
      return 0
    case '--dport':
      parsed.extras.push(`${parsed.protocol === '6' ? 'tcp' : 'udp'} dpt:${negated}${value}`)
      return 1
    case '--sport':
      parsed.extras.push(`${parsed.protocol === '6' ? 'tcp' : 'udp'} spt:${negated}${value}`)
      return 1
    case '--ctstate':
      parsed.extras.push(`${not}ctstate ${value}`)
      return 1
    case '--mark':
      parsed.extras.push(`mark match ${not}${value}`)
      return 1
    case '--set-xmark':
      parsed.extras.push(`MARK xset ${value}`)
      return 1
    case '--reject-with':
      parsed.extras.push(`reject-with ${value}`)
      return 1
    case '--to-source':
    case '--to-destination':
      parsed.extras.push(`to:${value}`)
      return 1
    default:
      parsed.extras.push(`${not}${words[i] ?? ''}`)
      return 0
  }
}
