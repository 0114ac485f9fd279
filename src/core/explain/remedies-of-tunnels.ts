import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { MAX_LOOK_BACK, NO_REMEDY, nodeOf, podWith, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'

export function noFarEnd({ trace, context, inventory }: DropCase): DropRemedy {
  const { packet } = trace.entry(context.entryIndex)
  const owner = context.destination === undefined ? undefined : podWith(inventory, context.destination)
  const node = nodeOf(inventory, owner)
  for (let index = context.entryIndex; node?.address !== undefined && index >= Math.max(0, context.entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const fact = entry.kind === 'neighbour.used' && entry.packet === packet ? trace.fact(entry.a, index) : undefined
    const link = fact?.kind === 'neighbour' ? trace.fact(fact.interfaceId, index) : undefined
    if (fact?.kind === 'neighbour' && link?.kind === 'interface' && link.linkKind === 'vxlan') return repaired(context.place, `bridge fdb append ${formatMac(fact.mac)} dev ${link.name} dst ${formatIpv4(node.address)}`)
  }
  return NO_REMEDY
}

/** The sending node's key is a fact, and its blocks are what its peers are to allow. */
export function notAllowed({ trace, context, inventory }: DropCase): DropRemedy {
  const owner = podWith(inventory, ipv4FromNumber(context.value))
  const node = nodeOf(inventory, owner)
  const key = node && trace.factsAt(node.index, context.entryIndex).find((fact) => fact.kind === 'wireguard-key' && fact.role === 'static')
  if (node === undefined || key?.kind !== 'wireguard-key' || node.blocks.length === 0) return NO_REMEDY
  return repaired(context.place, `wg set ${context.link === '' ? 'wireguard.cali' : context.link} peer ${key.publicKey} allowed-ips ${node.blocks.join(',')}`)
}
