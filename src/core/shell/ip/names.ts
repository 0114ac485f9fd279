import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../../model/netns-spec'
import type { RouteScope } from '../../model/netns-spec'
import { formatIpv4, formatIpv4Prefix } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { invalidArgument } from './words'

/** Names of /etc/iproute2/rt_protos as Debian 12 has them, as far as a node meets them. */
const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  1: 'redirect',
  [ROUTE_PROTOCOL.kernel]: 'kernel',
  [ROUTE_PROTOCOL.boot]: 'boot',
  [ROUTE_PROTOCOL.static]: 'static',
  [ROUTE_PROTOCOL.bird]: 'bird',
  [ROUTE_PROTOCOL.dhcp]: 'dhcp',
}

const TABLE_NAMES: Readonly<Record<number, string>> = {
  [ROUTE_TABLE.default]: 'default',
  [ROUTE_TABLE.main]: 'main',
  [ROUTE_TABLE.local]: 'local',
}

export function protocolName(protocol: number): string {
  return PROTOCOL_NAMES[protocol] ?? String(protocol)
}

export function tableName(table: number): string {
  return TABLE_NAMES[table] ?? String(table)
}

export function protocolWord(word: string): number {
  return numbered(word, PROTOCOL_NAMES) ?? invalidArgument('"protocol" value is invalid', word)
}

export function tableWord(word: string, explanation = 'table id value is invalid'): number {
  return numbered(word, TABLE_NAMES) ?? invalidArgument(explanation, word)
}

export function scopeWord(word: string): RouteScope {
  if (word === 'global' || word === 'link' || word === 'host') return word
  const byNumber: Readonly<Record<string, RouteScope>> = { '0': 'global', universe: 'global', '253': 'link', '254': 'host' }
  return byNumber[word] ?? invalidArgument('invalid "scope" value', word)
}

function numbered(word: string, names: Readonly<Record<number, string>>): number | undefined {
  const known = Object.entries(names).find(([, name]) => name === word)
  if (known) return Number(known[0])
  return /^\d+$/.test(word) ? Number(word) : undefined
}

/** `default`, an address for a /32, or `a.b.c.d/n`. */
export function destinationText(prefix: Ipv4Prefix): string {
  if (prefix.prefixLength === 32) return formatIpv4(prefix.network)
  return prefix.prefixLength === 0 ? 'default' : formatIpv4Prefix(prefix)
}
