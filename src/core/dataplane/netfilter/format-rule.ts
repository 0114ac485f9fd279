import { formatIpv4, formatIpv4Prefix } from '../../wire/ipv4-address'
import { protocolName } from './protocols'
import type { IptablesRuleSpec, MatchSpec, PortRange, TargetSpec } from './rule-spec'

/** A rule as iptables-save prints it: address, interface and protocol matches first, the rest in the order given. */
export function formatRule(chain: string, rule: IptablesRuleSpec): string {
  const order: readonly MatchSpec['kind'][] = ['source', 'destination', 'in', 'out', 'protocol']
  const first = order.flatMap((kind) => rule.matches.filter((match) => match.kind === kind))
  const rest = rule.matches.filter((match) => !order.includes(match.kind))
  return ['-A', chain, ...first.map(formatMatch), ...rest.map(formatMatch), ...formatTarget(rule.target)].join(' ')
}

function not(negated: boolean): string {
  return negated ? '! ' : ''
}

function formatMatch(match: MatchSpec): string {
  switch (match.kind) {
    case 'source':
      return `${not(match.negated)}-s ${formatIpv4Prefix(match.prefix)}`
    case 'destination':
      return `${not(match.negated)}-d ${formatIpv4Prefix(match.prefix)}`
    case 'in':
      return `${not(match.negated)}-i ${match.name}`
    case 'out':
      return `${not(match.negated)}-o ${match.name}`
    case 'protocol':
      return `${not(match.negated)}-p ${protocolName(match.protocol)}`
    case 'port':
      return `-m ${match.module} ${not(match.negated)}--${match.side === 'source' ? 'sport' : 'dport'} ${formatRange(match, ':')}`
    case 'multiport':
      return `-m multiport ${not(match.negated)}--${{ source: 'sports', destination: 'dports', either: 'ports' }[match.side]} ${match.ports.map((range) => formatRange(range, ':')).join(',')}`
    case 'icmp-type':
      return `-m icmp ${not(match.negated)}--icmp-type ${match.type}${match.code === undefined ? '' : `/${match.code}`}`
    case 'comment':
      return `-m comment --comment ${/[\s"']/.test(match.text) || match.text.includes(':') ? `"${match.text.replaceAll('"', '\\"')}"` : match.text}`
    case 'set':
      return `-m set ${not(match.negated)}--match-set ${match.set} ${match.side}`
    case 'addrtype':
      return formatAddressType(match)
    case 'mark':
      return `-m mark ${not(match.negated)}--mark 0x${match.value.toString(16)}${match.mask === 0xffffffff ? '' : `/0x${match.mask.toString(16)}`}`
    case 'state':
      return `-m ${match.module} ${not(match.negated)}--${match.module === 'state' ? 'state' : 'ctstate'} ${match.states.join(',')}`
    case 'rpfilter':
      return ['-m rpfilter', match.loose ? '--loose' : '', match.validMark ? '--validmark' : '', match.inverted ? '--invert' : ''].filter(Boolean).join(' ')
  }
}

function formatAddressType(match: MatchSpec & { readonly kind: 'addrtype' }): string {
  const parts = ['-m addrtype']
  if (match.source) parts.push(`${not(match.source.negated)}--src-type ${match.source.type}`)
  if (match.destination) parts.push(`${not(match.destination.negated)}--dst-type ${match.destination.type}`)
  if (match.limitTo) parts.push(`--limit-iface-${match.limitTo}`)
  return parts.join(' ')
}

function formatRange(range: PortRange, separator: string): string {
  return range.from === range.to ? String(range.from) : `${range.from}${separator}${range.to}`
}

function formatTarget(target: TargetSpec): string[] {
  switch (target.kind) {
    case 'none':
      return []
    case 'accept':
    case 'drop':
    case 'return':
      return ['-j', target.kind.toUpperCase()]
    case 'notrack':
      return target.isAlias ? ['-j', 'NOTRACK'] : ['-j', 'CT', '--notrack']
    case 'jump':
      return ['-j', target.chain]
    case 'goto':
      return ['-g', target.chain]
    case 'reject':
      return ['-j', 'REJECT', '--reject-with', target.with]
    case 'masquerade':
      return ['-j', 'MASQUERADE', ...(target.ports ? ['--to-ports', formatRange(target.ports, '-')] : []), ...(target.randomFully ? ['--random-fully'] : [])]
    case 'snat':
    case 'dnat':
      return [
        '-j',
        target.kind.toUpperCase(),
        target.kind === 'snat' ? '--to-source' : '--to-destination',
        `${formatIpv4(target.address)}${target.ports ? `:${formatRange(target.ports, '-')}` : ''}`,
        ...(target.randomFully ? ['--random-fully'] : []),
      ]
    case 'mark':
      return ['-j', 'MARK', '--set-xmark', `0x${target.value.toString(16)}/0x${target.mask.toString(16)}`]
  }
}
