import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { networkOf, parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { protocolNumber } from './protocols'
import { CONNECTION_STATES } from './rule-spec'
import type { AddressType, ConnectionState, IptablesRuleSpec, MatchSpec, PortRange, TargetSpec } from './rule-spec'

/**
 * Reads the words behind `-A CHAIN` of an iptables rule. The error names the word that is not understood, in
 * iptables' own phrase where it has one.
 */
export function parseRule(words: readonly string[]): Result<IptablesRuleSpec, string> {
  return new RuleParser(words).parse()
}

class RuleParser {
  private at = 0
  private readonly matches: MatchSpec[] = []
  private target: TargetSpec = { kind: 'none' }
  private negated = false
  private module = ''
  private protocol: number | undefined

  constructor(private readonly words: readonly string[]) {}

  parse(): Result<IptablesRuleSpec, string> {
    while (this.at < this.words.length) {
      const word = this.next()
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

  private next(): string {
    return this.words[this.at++] ?? ''
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
        return this.push({ kind: 'in', name: this.next(), negated: this.negated })
      case '-o':
      case '--out-interface':
        return this.push({ kind: 'out', name: this.next(), negated: this.negated })
      case '-p':
      case '--protocol':
        return this.protocolMatch()
      case '-m':
      case '--match':
        this.module = this.next()
        return this.moduleStart()
      case '-j':
      case '--jump':
        return this.jump()
      case '-g':
      case '--goto':
        this.target = { kind: 'goto', chain: this.next() }
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
    const text = this.next()
    const prefix = parseAddressOrPrefix(text)
    if (prefix === undefined) return `host/network \`${text}' not found`
    return this.push({ kind, prefix, negated: this.negated })
  }

  private protocolMatch(): string | undefined {
    const text = this.next()
    this.protocol = protocolNumber(text)
    if (this.protocol === undefined) return `unknown protocol "${text}" specified`
    return this.push({ kind: 'protocol', protocol: this.protocol, negated: this.negated })
  }

  private moduleStart(): string | undefined {
    const known = ['comment', 'set', 'addrtype', 'mark', 'conntrack', 'state', 'tcp', 'udp', 'icmp', 'multiport', 'rpfilter']
    if (!known.includes(this.module)) return `Couldn't load match \`${this.module}':No such file or directory`
    if (this.module === 'addrtype') this.push({ kind: 'addrtype', source: undefined, destination: undefined, limitTo: undefined })
    if (this.module === 'rpfilter') this.push({ kind: 'rpfilter', loose: false, validMark: false, inverted: false })
    return undefined
  }

  private moduleOption(word: string): string | undefined {
    switch (word) {
      case '--comment':
        return this.push({ kind: 'comment', text: this.next() })
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
    const set = this.next()
    const side = this.next()
    if (side !== 'src' && side !== 'dst') return 'bad dimension of --match-set: src or dst is modelled'
    return this.push({ kind: 'set', set, side, negated: this.negated })
  }

  private addressType(side: 'source' | 'destination'): string | undefined {
    const type = this.next()
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
    const mark = parseMark(this.next())
    if (mark === undefined) return 'mark: bad mark value for option "--mark", or out of range'
    return this.push({ kind: 'mark', ...mark, negated: this.negated })
  }

  private state(module: 'conntrack' | 'state'): string | undefined {
    const text = this.next()
    const states = text.split(',')
    if (!states.every(isConnectionState)) return `Bad ctstate "${text}"`
    return this.push({ kind: 'state', module, states, negated: this.negated })
  }

  private port(side: 'source' | 'destination'): string | undefined {
    const module = this.protocol === 6 ? 'tcp' : this.protocol === 17 ? 'udp' : undefined
    if (module === undefined) return `unknown option "--${side === 'source' ? 'sport' : 'dport'}"`
    const range = parsePorts(this.next())
    if (range === undefined) return 'invalid port/service specified'
    return this.push({ kind: 'port', module, side, ...range, negated: this.negated })
  }

  private multiport(side: 'source' | 'destination' | 'either'): string | undefined {
    const ports = this.next().split(',').map(parsePorts)
    if (!ports.every((range) => range !== undefined)) return 'invalid port/service specified'
    return this.push({ kind: 'multiport', side, ports, negated: this.negated })
  }

  private icmpType(): string | undefined {
    const text = this.next()
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
    const name = this.next()
    switch (name) {
      case 'ACCEPT':
      case 'DROP':
      case 'RETURN':
        this.target = { kind: name.toLowerCase() as 'accept' | 'drop' | 'return' }
        return undefined
      case 'NOTRACK':
        this.target = { kind: 'notrack' }
        return undefined
      case 'CT':
        return this.connectionTarget()
      case 'REJECT':
        this.target = { kind: 'reject', with: this.take('--reject-with') ?? 'icmp-port-unreachable' }
        return undefined
      case 'MASQUERADE':
        return this.masquerade()
      case 'SNAT':
      case 'DNAT':
        return this.translate(name)
      case 'MARK':
        return this.setMark()
      case '':
        return 'option "-j" requires an argument'
      default:
        this.target = { kind: 'jump', chain: name }
        return undefined
    }
  }

  /** The value of the named option, if it comes next. */
  private take(option: string): string | undefined {
    if (this.words[this.at] !== option) return undefined
    this.at++
    return this.next()
  }

  private takeFlag(option: string): boolean {
    if (this.words[this.at] !== option) return false
    this.at++
    return true
  }

  private connectionTarget(): string | undefined {
    if (!this.takeFlag('--notrack')) return 'CT: only --notrack is modelled'
    this.target = { kind: 'notrack' }
    return undefined
  }

  private masquerade(): string | undefined {
    const portsText = this.take('--to-ports')
    const ports = portsText === undefined ? undefined : parsePorts(portsText.replace('-', ':'))
    if (portsText !== undefined && ports === undefined) return 'MASQUERADE: Port or range invalid'
    const randomFully = this.takeFlag('--random-fully')
    this.target = { kind: 'masquerade', randomFully, ports }
    return undefined
  }

  private translate(name: 'SNAT' | 'DNAT'): string | undefined {
    const option = name === 'SNAT' ? '--to-source' : '--to-destination'
    const text = this.take(option)
    const [addressText = '', portText] = (text ?? '').split(':')
    const address = parseIpv4(addressText)
    if (address === undefined) return `${name}: option "${option}" must be specified with one address`
    const ports = portText === undefined ? undefined : parsePorts(portText.replace('-', ':'))
    this.target = { kind: name === 'SNAT' ? 'snat' : 'dnat', address, ports, randomFully: this.takeFlag('--random-fully') }
    return undefined
  }

  private setMark(): string | undefined {
    const option = this.next()
    const mark = parseMark(this.next())
    if (mark === undefined) return 'MARK: bad mark value'
    switch (option) {
      case '--set-mark':
      case '--set-xmark':
        // set-mark with a mask clears the mask and the value's bits; both forms keep `value` under `mask`.
        this.target = { kind: 'mark', value: mark.value, mask: option === '--set-mark' ? (mark.mask | mark.value) >>> 0 : mark.mask }
        return undefined
      case '--or-mark':
        this.target = { kind: 'mark', value: mark.value, mask: mark.value }
        return undefined
      case '--and-mark':
        this.target = { kind: 'mark', value: 0, mask: ~mark.value >>> 0 }
        return undefined
      default:
        return `unknown option "${option}"`
    }
  }
}

function isConnectionState(text: string): text is ConnectionState {
  return (CONNECTION_STATES as readonly string[]).includes(text)
}

export function parseAddressOrPrefix(text: string): Ipv4Prefix | undefined {
  const [addressText = '', lengthText = '32'] = text.split('/')
  const address = parseIpv4(addressText)
  const prefixLength = Number(lengthText)
  if (address === undefined || !/^\d{1,2}$/.test(lengthText) || prefixLength > 32) return undefined
  return { network: networkOf(address, prefixLength), prefixLength }
}

function parseMark(text: string): { value: number; mask: number } | undefined {
  const [valueText = '', maskText] = text.split('/')
  const value = Number(valueText)
  const mask = maskText === undefined ? 0xffffffff : Number(maskText)
  const valid = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 0xffffffff
  return valueText !== '' && valid(value) && valid(mask) ? { value, mask } : undefined
}

function parsePorts(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text)
  if (!match) return undefined
  const from = Number(match[1])
  const to = match[2] === undefined ? from : Number(match[2])
  return from <= to && to <= 0xffff ? { from, to } : undefined
}
