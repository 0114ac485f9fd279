import { serviceName } from '../../capture/service-names'
import type { IptablesTableView } from '../../engine/kernel-api'

export type Chain = IptablesTableView['chains'][number]
type Rule = Chain['rules'][number]

export interface ListingOptions {
  readonly verbose: boolean
  readonly exact: boolean
  /** Addresses and ports as numbers. */
  readonly numeric: boolean
  readonly protocolsAreNumbers: boolean
  readonly lineNumbers: boolean
  /** The number of the one rule to print, without a heading. */
  readonly only: number | undefined
}

/** One chain as `iptables -L` prints it. Columns and trailing blanks are those of iptables 1.8.9. */
export function chainListing(chain: Chain, all: readonly Chain[], options: ListingOptions): string {
  const rules = chain.rules.map((rule, i) => ruleLine(rule, i + 1, options)).filter((_, i) => options.only === undefined || i + 1 === options.only)
  return options.only === undefined ? `${heading(chain, all, options)}${rules.join('')}` : rules.join('')
}

function heading(chain: Chain, all: readonly Chain[], { verbose, exact, lineNumbers }: ListingOptions): string {
  const references = all.reduce((sum, other) => sum + other.rules.filter((rule) => targetOf(rule.text) === chain.name).length, 0)
  const state = chain.policy === undefined ? `${references} references` : `policy ${chain.policy}${verbose ? ' 0 packets, 0 bytes' : ''}`
  const counters = exact ? '    pkts      bytes' : ' pkts bytes'
  const columns = verbose ? `${counters} target     prot opt in     out     source               destination         ` : 'target     prot opt source               destination         '
  return `Chain ${chain.name} (${state})\n${lineNumbers ? 'num  ' : ''}${columns}\n`
}

/** Counters above 99999 are shortened: 287K, 12M (iptables/xshared.c, xtables_print_num). */
function counter(value: number, exact: boolean): string {
  if (exact) return String(value).padStart(8)
  if (value <= 99_999) return String(value).padStart(5)
  for (const suffix of ['K', 'M', 'G', 'T']) {
    const scaled = Math.round(value / 1000 ** ('KMGT'.indexOf(suffix) + 1))
    if (scaled <= 9999) return `${scaled}${suffix}`.padStart(5)
  }
  return String(value)
}

interface ParsedRule {
  /** As iptables-save names it; empty where any fits. */
  protocol: string
  notProtocol: string
  inLink: string
  outLink: string
  source: string
  destination: string
  target: string
  isGoto: boolean
  /** What follows the fixed columns: matches, then the target's own options. */
  readonly extras: string[]
}

function ruleLine(rule: Rule, number: number, options: ListingOptions): string {
  const { verbose, exact, numeric, lineNumbers } = options
  const parsed = parseRule(rule.text, numeric)
  const { target, inLink, outLink, extras } = parsed
  const start = lineNumbers ? `${String(number).padEnd(4)} ` : ''
  const tail = `${parsed.isGoto ? '[goto] ' : ''}${extras.length > 0 ? ` ${extras.join(' ')}` : ''}`
  const end = `${addressColumn(parsed.source, numeric)} ${addressColumn(parsed.destination, numeric)} ${tail}\n`
  const protocol = `${parsed.notProtocol || ' '}${protocolText(parsed.protocol, options).padEnd(4)}`
  if (!verbose) return `${start}${target.padEnd(9)} ${protocol} -- ${end}`
  const any = numeric ? '*' : 'any'
  const links = `${(inLink === '' ? any : inLink).padEnd(6)} ${(outLink === '' ? any : outLink).padEnd(6)}`
  return `${start}${counter(rule.packets, exact)} ${counter(rule.bytes, exact)} ${target.padEnd(9)} ${protocol} --  ${links} ${end}`
}

/** A column has room before it for the mark of a negation; networks have the names of /etc/networks. */
function addressColumn(text: string, numeric: boolean): string {
  const negated = text.startsWith('!') ? '!' : ' '
  const address = text.replace('!', '')
  if (numeric) return `${negated}${(address === '' ? '0.0.0.0/0' : address).padEnd(19)}`
  const named: Readonly<Record<string, string>> = { '': 'anywhere', '127.0.0.1': 'localhost', '127.0.0.0/8': 'loopback/8', '169.254.0.0/16': 'link-local/16' }
  return `${negated}${(named[address] ?? address).padEnd(19)}`
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { '': '0', icmp: '1', ipencap: '4', tcp: '6', udp: '17', gre: '47', esp: '50', ah: '51', sctp: '132' }
/** Protocols that iptables knows by name without asking /etc/protocols (xtables_chain_protos). */
const CHAIN_PROTOCOLS: ReadonlySet<string> = new Set(['', 'icmp', 'tcp', 'udp', 'esp', 'ah', 'sctp'])

function protocolText(name: string, { numeric, protocolsAreNumbers }: Pick<ListingOptions, 'numeric' | 'protocolsAreNumbers'>): string {
  const isNumber = protocolsAreNumbers || (numeric && !CHAIN_PROTOCOLS.has(name))
  if (isNumber) return PROTOCOL_NUMBERS[name] ?? name
  return name === '' ? 'all' : name
}

/** What `iptables -v -A` says of the rule that it added. */
export function ruleLineOf(text: string): string {
  const { target, protocol, notProtocol, inLink, outLink, source, destination, extras } = parseRule(text, true)
  const any = (word: string, otherwise: string): string => (word === '' ? otherwise : word)
  const name = `${target}  `
  const address = (word: string): string => (word.startsWith('!') ? word : ` ${any(word, '0.0.0.0/0')}`)
  const head = `${name}${notProtocol}${protocolText(protocol, { numeric: true, protocolsAreNumbers: false })} opt -- in ${any(inLink, '*')} out ${any(outLink, '*')}`
  return `${head} ${address(source)}  ->${address(destination)}  ${extras.map((extra) => ` ${extra}`).join('')}\n`
}

/** A rule as `iptables -S` prints it; counters stand before the target. */
export function savedRule({ text, packets, bytes }: Rule, withCounters: boolean): string {
  if (!withCounters) return text
  const target = / -[jg] \S+( --\S+.*)?$/.exec(text)
  const at = target?.index ?? text.length
  return `${text.slice(0, at)} -c ${packets} ${bytes}${text.slice(at)}`
}

function targetOf(text: string): string | undefined {
  const words = ruleWords(text)
  const at = words.findIndex((word) => word === '-j' || word === '-g')
  return at < 0 ? undefined : words[at + 1]
}

/** Words of an iptables-save line; a comment in double quotes is one word. */
function ruleWords(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) => match[1]?.replaceAll('\\"', '"') ?? match[2] ?? '')
}

function parseRule(text: string, numeric: boolean): ParsedRule {
  const words = ruleWords(text)
  const parsed: ParsedRule = { protocol: '', notProtocol: '', inLink: '', outLink: '', source: '', destination: '', target: '', isGoto: false, extras: [] }
  let negated = ''
  for (let i = 2; i < words.length; i++) {
    const word = words[i] as string
    if (word === '!') negated = '!'
    else {
      i += readWord(parsed, words, i, negated, numeric)
      negated = ''
    }
  }
  return parsed
}

/** Reads the word at `i`; returns how many values after it belong to it. */
function readWord(parsed: ParsedRule, words: readonly string[], i: number, negated: string, numeric: boolean): number {
  const value = words[i + 1] ?? ''
  const not = negated === '' ? '' : '! '
  switch (words[i]) {
    case '-p':
      parsed.protocol = value
      parsed.notProtocol = negated
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
      parsed.target = value === 'NOTRACK' ? 'CT' : value
      if (value === 'NOTRACK') parsed.extras.push('NOTRACK')
      return 1
    case '-g':
      parsed.target = value
      parsed.isGoto = true
      return 1
    case '-m':
      startModule(parsed, value)
      return 1
    case '--match-set':
      parsed.extras.push(`${not}match-set ${value} ${words[i + 2] ?? ''}`)
      return 2
    default:
      return readMatchWord(parsed, words[i] as string, value, negated, numeric)
  }
}

function startModule(parsed: ParsedRule, module: string): void {
  if (module === 'addrtype') parsed.extras.push('ADDRTYPE match')
  if (module === 'rpfilter') parsed.extras.push('rpfilter')
}

function readMatchWord(parsed: ParsedRule, word: string, value: string, negated: string, numeric: boolean): number {
  const not = negated === '' ? '' : '! '
  const single = (text: string): number => {
    parsed.extras.push(text)
    return 1
  }
  const bare = (text: string): number => {
    parsed.extras.push(text)
    return 0
  }
  switch (word) {
    case '--comment':
      return single(`/* ${value} */`)
    case '--src-type':
      return single(`src-type ${negated}${value}`)
    case '--dst-type':
      return single(`dst-type ${negated}${value}`)
    case '--limit-iface-out':
      return bare('limit-out')
    case '--limit-iface-in':
      return bare('limit-in')
    case '--random-fully':
      return bare('random-fully')
    case '--notrack':
      return bare('CT notrack')
    case '--loose':
    case '--validmark':
    case '--invert':
      return bare(word.slice(2))
    case '--dport':
      return single(`${parsed.protocol} ${portText('dpt', value, negated, parsed.protocol, numeric)}`)
    case '--sport':
      return single(`${parsed.protocol} ${portText('spt', value, negated, parsed.protocol, numeric)}`)
    case '--dports':
    case '--sports':
    case '--ports':
      return single(`multiport ${word.slice(2)} ${negated}${value.replaceAll(/\d+/g, (port) => portName(port, parsed.protocol, numeric))}`)
    case '--icmp-type':
      return single(icmpTypeText(value, negated, numeric))
    case '--ctstate':
      return single(`${not}ctstate ${value}`)
    case '--state':
      return single(`${not}state ${value}`)
    case '--mark':
      return single(`mark match ${not}${value}`)
    case '--set-xmark':
      return single(`MARK ${markText(value)}`)
    case '--reject-with':
      return single(`reject-with ${value}`)
    case '--to-ports':
      return single(`masq ports: ${value}`)
    case '--to-source':
    case '--to-destination':
      return single(`to:${value}`)
    default:
      return bare(`${not}${word}`)
  }
}

/** `dpt:80`, `dpts:80:90`. */
function portText(side: 'spt' | 'dpt', value: string, negated: string, protocol: string, numeric: boolean): string {
  const [from = '', to] = value.split(':')
  return to === undefined ? `${side}:${negated}${portName(from, protocol, numeric)}` : `${side}s:${negated}${portName(from, protocol, numeric)}:${portName(to, protocol, numeric)}`
}

function portName(port: string, protocol: string, numeric: boolean): string {
  if (numeric || !/^\d+$/.test(port)) return port
  return serviceName(Number(port), protocol === 'udp' ? 'udp' : 'tcp') ?? port
}

/** libipt_icmp.c: the names of types, and of codes that have one of their own. */
const ICMP_NAMES: Readonly<Record<string, string>> = {
  '0': 'echo-reply',
  '3': 'destination-unreachable',
  '3/0': 'network-unreachable',
  '3/1': 'host-unreachable',
  '3/2': 'protocol-unreachable',
  '3/3': 'port-unreachable',
  '3/4': 'fragmentation-needed',
  '4': 'source-quench',
  '5': 'redirect',
  '8': 'echo-request',
  '9': 'router-advertisement',
  '10': 'router-solicitation',
  '11': 'time-exceeded',
  '11/0': 'ttl-zero-during-transit',
  '11/1': 'ttl-zero-during-reassembly',
  '12': 'parameter-problem',
  '13': 'timestamp-request',
  '14': 'timestamp-reply',
}

function icmpTypeText(value: string, negated: string, numeric: boolean): string {
  const name = numeric ? undefined : ICMP_NAMES[value]
  if (name !== undefined) return `icmp ${negated}${name}`
  const [type = '', code] = value.split('/')
  return `icmp${numeric ? '' : ' '}${negated}type ${type}${code === undefined ? '' : ` code ${code}`}`
}

/** libxt_MARK.c, mark_tg_print: what `value/mask` does to a mark. */
function markText(value: string): string {
  const [mark = 0, mask = 0xffff_ffff] = value.split('/').map(Number)
  const hex = (bits: number): string => `0x${(bits >>> 0).toString(16)}`
  if (mark === 0) return `and ${hex(~mask)}`
  if (mark === mask) return `or ${hex(mark)}`
  if (mask === 0xffff_ffff) return `set ${hex(mark)}`
  return mask === 0 ? `xor ${hex(mark)}` : `xset ${hex(mark)}/${hex(mask)}`
}
