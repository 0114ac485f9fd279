import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { MAX_LOOK_BACK, NO_REMEDY } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { placeName } from './place-name'

/** Nobody has the MAC address that the sender wrote: it knew a neighbour by it. */
export function unknownMac({ trace, context: { entryIndex, place }, inventory, found }: DropCase): DropRemedy {
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const fact = entry.kind === 'neighbour.used' && entry.packet === packet ? trace.fact(entry.a, index) : undefined
    const link = fact?.kind === 'neighbour' ? trace.fact(fact.interfaceId, index) : undefined
    if (fact?.kind !== 'neighbour' || link?.kind !== 'interface') continue
    const [sender, address] = [placeName(inventory, fact.netns), formatIpv4(fact.address)]
    return {
      findings: [found.unknownMac({ sender, address, mac: formatMac(fact.mac), link: link.name, place })],
      repairs: [{ netns: sender, command: `ip neigh del ${address} dev ${link.name}` }],
      evidence: [{ netns: sender, command: `ip neigh show ${address}` }],
      isWhole: true,
    }
  }
  return NO_REMEDY
}

/** A host that answers no ping, its own or one that is for all. */
export function silentHost({ trace, context: { place, packet, entryIndex }, found }: DropCase): DropRemedy {
  const isForItself = trace.factsAt(trace.entry(entryIndex).netns, entryIndex).some((fact) => fact.kind === 'interface' && fact.addresses.some(({ address }) => address === packet?.destination))
  const key = isForItself ? 'icmp_echo_ignore_all' : 'icmp_echo_ignore_broadcasts'
  return { findings: isForItself ? [] : [found.silentToAll({ place })], repairs: [{ netns: place, command: `sysctl -w net.ipv4.${key}=0` }], isWhole: !isForItself }
}
