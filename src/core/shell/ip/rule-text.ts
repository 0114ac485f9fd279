import type { RuleSpec } from '../../model/netns-spec'
import { formatIpv4 } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { tableName } from './names'
import { PLAIN } from './paint'
import type { Paint } from './paint'

/** One line of `ip rule`; unlike routes it ends without a blank. */
export function ruleText(rule: RuleSpec, details = false, paint = PLAIN): string {
  const parts: string[] = []
  if (rule.not) parts.push('not')
  parts.push('from', rule.source ? prefixText(rule.source, paint) : 'all')
  if (rule.destination) parts.push('to', prefixText(rule.destination, paint))
  if (rule.fwmark) parts.push('fwmark', fwmarkText(rule.fwmark))
  if (rule.inLink !== undefined) parts.push('iif', paint.link(rule.inLink))
  parts.push('lookup', tableName(rule.table))
  if (details) parts.push('proto', [0, 32766, 32767].includes(rule.priority) ? 'kernel' : 'unspec')
  return `${rule.priority}:\t${parts.join(' ')}\n`
}

function prefixText({ network, prefixLength }: Ipv4Prefix, paint: Paint): string {
  return `${paint.address(formatIpv4(network))}${prefixLength === 32 ? '' : `/${prefixLength}`}`
}

/** One object of `ip -j rule`. */
export function ruleJson(rule: RuleSpec): Record<string, unknown> {
  const { source, destination, fwmark } = rule
  return {
    priority: rule.priority,
    ...(rule.not ? { not: null } : {}),
    src: source ? formatIpv4(source.network) : 'all',
    ...(source && source.prefixLength < 32 ? { srclen: source.prefixLength } : {}),
    ...(destination ? { dst: formatIpv4(destination.network), ...(destination.prefixLength < 32 ? { dstlen: destination.prefixLength } : {}) } : {}),
    ...(fwmark ? { fwmark: hexMark(fwmark.value), ...(fwmark.mask === 0xffff_ffff ? {} : { fwmask: hexMark(fwmark.mask) }) } : {}),
    ...(rule.inLink === undefined ? {} : { iif: rule.inLink }),
    table: tableName(rule.table),
  }
}

function fwmarkText(mark: { readonly value: number; readonly mask: number }): string {
  return mark.mask === 0xffff_ffff ? hexMark(mark.value) : `${hexMark(mark.value)}/${hexMark(mark.mask)}`
}

/** A firewall mark as `ip` prints it. */
function hexMark(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16)}`
}
