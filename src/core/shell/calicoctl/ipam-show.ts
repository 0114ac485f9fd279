import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import { formatIpv4, formatIpv4Prefix, parseIpv4, prefixContains } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import type { AddressUse, ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { boxTable } from '../resources/box-table'

/** `calicoctl ipam show` (calicoctl/commands/ipam/show.go). */
export function ipamShow(system: System, admin: ClusterAdmin, { flags, values }: ParsedOptions): Result<void, string> {
  const address = values.get('ip')
  if (address !== undefined) return showAddress(system, admin, address)
  if (flags.has('show-borrowed')) system.stdout(borrowedTable(admin))
  else if (flags.has('show-configuration')) system.stdout(boxTable(['PROPERTY', 'VALUE'], [['StrictAffinity', 'false'], ['AutoAllocateBlocks', 'true'], ['MaxBlocksPerHost', '0']]))
  else system.stdout(utilization(admin, flags.has('show-blocks')))
  return ok(undefined)
}

function showAddress(system: System, admin: ClusterAdmin, text: string): Result<void, string> {
  const address = parseIpv4(text)
  if (address === undefined) return err(`Error executing command: invalid IP address '${text}'`)
  const use = admin.addressUses().find((candidate) => candidate.address === address)
  if (!use) {
    system.stdout(`${text} is not assigned\n`)
    return ok(undefined)
  }
  const attributes = Object.entries({ ...use.attributes, ...timestamp(admin, use) }).sort(([a], [b]) => (a < b ? -1 : 1))
  system.stdout(`IP ${text} is in use\nHandle ID: ${use.handle}\nActive Owner Attributes:\n${attributes.map(([key, value]) => `  ${key}: ${value}\n`).join('')}`)
  return ok(undefined)
}

/** The CNI plugin writes when it assigned an address (libcalico-go/lib/backend/model/block.go, `timestamp`). */
function timestamp(admin: ClusterAdmin, { attributes }: AddressUse): Readonly<Record<string, string>> {
  const { pod, namespace } = attributes
  if (pod === undefined || namespace === undefined) return {}
  const created = admin.serverMetadata({ kind: 'Pod', namespace, name: pod }).creationTimestamp
  return typeof created === 'string' ? { timestamp: created.replace('T', ' ').replace('Z', ' +0000 UTC') } : {}
}

function utilization(admin: ClusterAdmin, showsBlocks: boolean): string {
  const { pools, blocks } = admin.cluster
  const uses = admin.addressUses()
  const addresses = Float64Array.from(uses, ({ address }) => address).sort()
  const usedIn = (cidr: Ipv4Prefix): number => countBelow(addresses, cidr.network + 2 ** (32 - cidr.prefixLength)) - countBelow(addresses, cidr.network)
  const rows = pools.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap(({ cidr }) => {
    const own = showsBlocks ? blocks.map((block) => block.cidr).filter(({ network }) => prefixContains(cidr, network)) : []
    const named = own.map((block) => ({ block, name: formatIpv4Prefix(block).replaceAll(/[./]/g, '-') })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    return [usageRow('IP Pool', cidr, usedIn(cidr)), ...named.map(({ block }) => usageRow('Block', block, usedIn(block)))]
  })
  return boxTable(['GROUPING', 'CIDR', 'IPS TOTAL', 'IPS IN USE', 'IPS FREE'], rows)
}

/** How many of ascending numbers are below a limit. */
function countBelow(numbers: Float64Array, limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}

function usageRow(grouping: string, cidr: Ipv4Prefix, used: number): readonly string[] {
  const total = 2 ** (32 - cidr.prefixLength)
  const share = (count: number): string => `${fiveDigits(count)} (${((100 * count) / total).toFixed(0)}%)`
  return [grouping, formatIpv4Prefix(cidr), fiveDigits(total), share(used), share(total - used)]
}

/** Go's `%.5g` of a whole number. */
function fiveDigits(value: number): string {
  if (value < 100_000) return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential(4).split('e+')
  return `${mantissa.replace(/\.?0+$/, '')}e+${exponent.padStart(2, '0')}`
}

function borrowedTable(admin: ClusterAdmin): string {
  const { nodes, blocks } = admin.cluster
  const rows = admin.addressUses().flatMap(({ address, attributes }) => {
    const block = blocks.find(({ cidr }) => prefixContains(cidr, address))
    const owner = block && nodes[block.node]?.name
    const { node = '', pod, namespace, type } = attributes
    if (!block || owner === node) return []
    return [[formatIpv4(address), node, formatIpv4Prefix(block.cidr), owner ?? '', pod === undefined ? (type ?? '') : 'pod', pod === undefined ? '' : `${namespace ?? ''}/${pod}`]]
  })
  return boxTable(['IP', 'BORROWING-NODE', 'BLOCK', 'BLOCK OWNER', 'TYPE', 'ALLOCATED-TO'], rows)
}
