import { formatIpv4, formatIpv4Prefix, ipv4FromNumber } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { MAX_LOOK_BACK, NO_REMEDY, nodeOf, nodeWith, podWith, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { formatRouteLine } from './format-route'
import { poolOf } from './pools-told'
import { takenByHost } from './remedies-of-addresses'
import { linkRaised, linkShown } from './remedies-of-links'
import { blockHolds } from './remedies-of-nat'

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

/** An envelope that no tunnel device takes out: it is down, listens at another port, or is not there. */
export function noListener(about: DropCase): DropRemedy {
  const { trace, context: { packet, place, entryIndex, value: port }, found } = about
  if (packet?.tunnel === undefined) return takenByHost(about)
  const device = trace.factsAt(trace.entry(entryIndex).netns, entryIndex).find((fact) => fact.kind === 'interface' && fact.linkKind === packet.tunnel)
  if (device?.kind !== 'interface') return { findings: [found.noTunnel({ place, tunnel: packet.tunnel === 'vxlan' ? 'VXLAN' : 'WireGuard', port })], repairs: [], evidence: [{ netns: place, command: 'ip -br link show' }], isWhole: true }
  if (!device.up) return { findings: [found.tunnelDown({ place, link: device.name, port })], repairs: linkRaised(about, device), evidence: linkShown(about, device), isWhole: true }
  const evidence = { netns: place, command: packet.tunnel === 'wireguard' ? `wg show ${device.name} listen-port` : `ip -d link show dev ${device.name}` }
  const repairs = packet.tunnel === 'wireguard' ? [{ netns: place, command: `wg set ${device.name} listen-port ${port}` }] : []
  return { findings: [found.tunnelElsewhere({ place, link: device.name, port, own: device.udpPort ?? 0 })], repairs, evidence: [evidence], isWhole: true }
}

/** The envelope is for an address that leads into the tunnel again: a block holds the far node's own, or somebody's row does. */
export function ledIntoItself({ context: { because, place, link, value }, inventory, found }: DropCase): DropRemedy {
  const far = ipv4FromNumber(value)
  const row = because?.kind === 'route' ? because.route : undefined
  const owner = inventory.namespaces.find(({ blocks }) => blocks.some((block) => blockHolds(block, far) && (row === undefined || block === formatIpv4Prefix(row.destination))))
  const block = owner?.blocks.find((one) => blockHolds(one, far))
  const pool = poolOf(inventory, far)
  const facts = { place, link, far: formatIpv4(far), node: nodeWith(inventory, far) ?? formatIpv4(far) }
  if (owner && block !== undefined && pool) {
    const pod = inventory.namespaces.find(({ kind, address }) => kind === 'pod' && address !== undefined && blockHolds(block, address))
    return { findings: [found.loopByPool({ ...facts, block, owner: owner.name, pod: pod?.name ?? '', address: pod?.address === undefined ? '' : formatIpv4(pod.address), pool: pool.name, cidr: formatIpv4Prefix(pool.cidr) })], repairs: [], isWhole: true }
  }
  if (!row) return NO_REMEDY
  return { findings: [found.loopByRow({ ...facts, row: formatRouteLine(row) })], repairs: [{ netns: place, command: `ip route del ${formatRouteLine(row)}` }], isWhole: true }
}
