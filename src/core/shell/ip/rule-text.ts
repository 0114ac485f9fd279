import type { RuleSpec } from '../../model/netns-spec'
import { destinationText, tableName } from './names'

/** One line of `ip rule`; unlike routes it ends without a blank. */
export function ruleText(rule: RuleSpec): string {
  const parts: string[] = []
  if (rule.not) parts.push('not')
  parts.push('from', rule.source ? destinationText(rule.source) : 'all')
  if (rule.destination) parts.push('to', destinationText(rule.destination))
  if (rule.fwmark) parts.push('fwmark', fwmarkText(rule.fwmark))
  if (rule.inLink !== undefined) parts.push('iif', rule.inLink)
  parts.push('lookup', tableName(rule.table))
  return `${rule.priority}:\t${parts.join(' ')}\n`
}

function fwmarkText(mark: { readonly value: number; readonly mask: number }): string {
  return mark.mask === 0xffff_ffff ? hexMark(mark.value) : `${hexMark(mark.value)}/${hexMark(mark.mask)}`
}

/** A firewall mark as `ip` prints it. */
export function hexMark(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16)}`
}
