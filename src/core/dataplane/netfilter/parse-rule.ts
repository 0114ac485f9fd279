import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { parseTarget } from './parse-target'
import { protocolNumber } from './protocols'
import { CONNECTION_STATES } from './rule-spec'
import type { AddressType, ConnectionState, IptablesRuleSpec, MatchSpec, TargetSpec } from './rule-spec'
import { parseAddressOrPrefix, parseMark, parsePorts } from './rule-values'
import { RuleWords } from './rule-words'

/**
 * Reads the words behind `-A CHAIN` of an iptables rule. The error names the word that is not understood, in
 * iptables' own phrase where it has one.
 */
export function parseRule(words: readonly string[]): Result<IptablesRuleSpec, string> {
  return new RuleParser(new RuleWords(words)).parse()
}

class RuleParser {
  private readonly matches: MatchSpec[] = []
  private target: TargetSpec = { kind: 'none' }
  private negated = false
  private module = ''
  private protocol: number | undefined

  constructor(private readonly words: RuleWords) {}

  parse(): Result<IptablesRuleSpec, string> {
    while (!this.words.isAtEnd) {
      const word = this.words.next()
      if (word === '!') {
        this.negated = true
        continue
      }
      const problem = this.option(word)
      if (problem !== undefined) return err(problem)
      this.negated = false
    }
    return ok({ matches: this.matches, target: this.target })
  }

  /** Handles one option; answers with what is wrong, if anything. */
  private option(word: string): string | undefined {
    switch (word) {
      case '-s':
      case '--source':
      case '--src':
        return this.prefix('source')
      case '-d':
      case '--destination':
      case '--dst':
        return this.prefix('destination')
      case '-i':
      case '--in-interface':
        return this.push({ kind: 'in', name: this.words.next(), negated: this.negated })
      case '-o':
      case '--out-interface':
        return this.push({ kind: 'out', name: this.words.next(), negated: this.negated })
      case '-p':
      case '--protocol':
        return this.protocolMatch()
      case '-m':
      case '--match':
        this.module = this.words.next()
        return this.moduleStart()
      case '-j':
      case '--jump':
        return this.jump()
      case '-g':
      case '--goto':
        this.target = { kind: 'goto', chain: this.words.next() }
        return undefined
      default:
        return this.moduleOption(word)
    }
  }

  private push(match: MatchSpec): undefined {
    this.matches.push(match)
    return undefined
  }

  private prefix(kind: 'source' | 'destination'): string | undefined {
    const text = this.words.next()
    const prefix = parseAddressOrPrefix(text)
    if (prefix === undefined) return `host/network \`${text}' not found`
    return this.push({ kind, prefix, negated: this.negated })
  }

  private protocolMatch(): string | undefined {
    const text = this.words.next()
    this.protocol = protocolNumber(text)
    if (this.protocol === undefined) return `unknown protocol "${text}" specified`
    // every protocol: no match at all, and iptables-save prints none
    if (this.protocol === 0) return this.negated ? 'rule would never match protocol' : undefined
    return this.push({ kind: 'protocol', protocol: this.protocol, negated: this.negated })
  }

  private moduleStart(): string | undefined {
    const known = ['comment', 'set', 'addrtype', 'mark', 'conntrack', 'state', 'tcp', 'udp', 'icmp', 'multiport', 'rpfilter']
    if (!known.includes(this.module)) return `Couldn't load match \`${this.module}':No such file or directory\n`
    if (this.module === 'addrtype') this.push({ kind: 'addrtype', source: undefined, destination: undefined, limitTo: undefined })
    if (this.module === 'rpfilter') this.push({ kind: 'rpfilter', loose: false, validMark: false, inverted: false })
    return undefined
  }

  private moduleOption(word: string): string | undefined {
    switch (word) {
      case '--comment':
        return this.push({ kind: 'comment', text: this.words.next() })
      case '--match-set':
        return this.matchSet()
      case '--src-type':
      case '--dst-type':
        return this.addressType(word === '--src-type' ? 'source' : 'destination')
      case '--limit-iface-in':
      case '--limit-iface-out':
        return this.limitAddressType(word === '--limit-iface-in' ? 'in' : 'out')
      case '--mark':
        return this.markMatch()
      case '--ctstate':
      case '--state':
        return this.state(word === '--ctstate' ? 'conntrack' : 'state')
      case '--sport':
      case '--source-port':
        return this.port('source')
      case '--dport':
      case '--destination-port':
        return this.port('destination')
      case '--sports':
      case '--dports':
      case '--ports':
        return this.multiport(word === '--sports' ? 'source' : word === '--dports' ? 'destination' : 'either')
      case '--icmp-type':
        return this.icmpType()
      case '--loose':
      case '--validmark':
      case '--invert':
        return this.rpfilterFlag(word)
      default:
        return `unknown option "${word}"`
    }
  }

  private matchSet(): string | undefined {
    const set = this.words.next()
    const side = this.words.next()
    if (side !== 'src' && side !== 'dst') return 'bad dimension of --match-set: src or dst is modelled'
    return this.push({ kind: 'set', set, side, negated: this.negated })
  }

  private addressType(side: 'source' | 'destination'): string | undefined {
    const type = this.words.next()
    if (type !== 'LOCAL' && type !== 'UNICAST' && type !== 'BROADCAST' && type !== 'BLACKHOLE') return `addrtype: bad type \`${type}'`
    const value: AddressType = { type, negated: this.negated }
    const last = this.matches.at(-1)
    if (last?.kind !== 'addrtype') return `unknown option "--${side === 'source' ? 'src' : 'dst'}-type"`
    this.matches[this.matches.length - 1] = { ...last, [side]: value }
    return undefined
  }

  private limitAddressType(limitTo: 'in' | 'out'): string | undefined {
    const last = this.matches.at(-1)
    if (last?.kind !== 'addrtype') return 'addrtype: --limit-iface without an address type'
    this.matches[this.matches.length - 1] = { ...last, limitTo }
    return undefined
  }

  private markMatch(): string | undefined {
    const mark = parseMark(this.words.next())
    if (mark === undefined) return 'mark: bad mark value for option "--mark", or out of range'
    return this.push({ kind: 'mark', ...mark, negated: this.negated })
  }

  private state(module: 'conntrack' | 'state'): string | undefined {
    const text = this.words.next()
    const states = text.split(',')
    if (!states.every(isConnectionState)) return `Bad ctstate "${text}"`
    return this.push({ kind: 'state', module, states, negated: this.negated })
  }

  private port(side: 'source' | 'destination'): string | undefined {
    const module = this.protocol === 6 ? 'tcp' : this.protocol === 17 ? 'udp' : undefined
    if (module === undefined) return `unknown option "--${side === 'source' ? 'sport' : 'dport'}"`
    const range = parsePorts(this.words.next())
    if (range === undefined) return 'invalid port/service specified'
    return this.push({ kind: 'port', module, side, ...range, negated: this.negated })
  }

  private multiport(side: 'source' | 'destination' | 'either'): string | undefined {
    const ports = this.words.next().split(',').map(parsePorts)
    if (!ports.every((range) => range !== undefined)) return 'invalid port/service specified'
    return this.push({ kind: 'multiport', side, ports, negated: this.negated })
  }

  private icmpType(): string | undefined {
    const text = this.words.next()
    const named: Readonly<Record<string, string>> = { 'echo-request': '8', 'echo-reply': '0', 'destination-unreachable': '3', 'fragmentation-needed': '3/4', 'time-exceeded': '11', redirect: '5' }
    const match = /^(\d+)(?:\/(\d+))?$/.exec(named[text] ?? text)
    if (!match) return `Invalid ICMP type \`${text}'`
    return this.push({ kind: 'icmp-type', type: Number(match[1]), code: match[2] === undefined ? undefined : Number(match[2]), negated: this.negated })
  }

  private rpfilterFlag(word: string): string | undefined {
    const last = this.matches.at(-1)
    if (last?.kind !== 'rpfilter') return `unknown option "${word}"`
    const flag = word === '--loose' ? { loose: true } : word === '--validmark' ? { validMark: true } : { inverted: true }
    this.matches[this.matches.length - 1] = { ...last, ...flag }
    return undefined
  }

  private jump(): string | undefined {
    const target = parseTarget(this.words)
    if (!target.ok) return target.error
    this.target = target.value
    return undefined
  }
}

function isConnectionState(text: string): text is ConnectionState {
  return (CONNECTION_STATES as readonly string[]).includes(text)
}
