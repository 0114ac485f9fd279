import type { Inventory } from '../model/inventory'
import type { InterfaceFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { dropContext } from './drop-context'
import { captureFilter, captureProof, dropProofs } from './drop-proofs'
import type { DropProof } from './drop-proofs'
import { outermostIpv4 } from './frame-reading'
import { placeName } from './place-name'

/** How far back the arrival of a packet is looked for. */
const MAX_LOOK_BACK = 500

/** What a person types on the real node to see for themselves what one step shows; a drop has proofs of its own. */
export function stepProofs(trace: Trace, entryIndex: number, inventory: Inventory): readonly DropProof[] {
  const entry = trace.entry(entryIndex)
  if (entry.kind === 'packet.dropped') {
    const context = dropContext(trace, entryIndex, inventory)
    return context ? dropProofs(context) : []
  }
  if (entry.netns < 0) return []
  if (entry.kind === 'hop.in' || entry.kind === 'hop.out') return captureOf(trace, entry, inventory)
  const place = placeName(inventory, entry.netns)
  return commandsOf(trace, entry).map((command): DropProof => ({ kind: 'command', place, command }))
}

function captureOf(trace: Trace, entry: TraceEntry, inventory: Inventory): readonly DropProof[] {
  const fact = interfaceOf(trace, entry.interfaceId, entry.index)
  if (!fact) return []
  const packet = outermostIpv4(trace, entry.index)
  const seenAt = { netns: entry.netns, place: placeName(inventory, entry.netns), interfaceId: entry.interfaceId, link: fact.name }
  return [captureProof(seenAt, packet ? captureFilter(packet) : 'arp')]
}

function commandsOf(trace: Trace, entry: TraceEntry): readonly string[] {
  const address = formatIpv4(entry.b)
  switch (entry.kind) {
    case 'route.selected':
    case 'route.missing':
      return [`ip route get ${address}${arrival(trace, entry)}`]
    case 'neighbour.used':
    case 'neighbour.waiting':
    case 'neighbour.changed':
      return [`ip neigh show ${address}`]
    case 'arp.proxied':
    case 'arp.ignored':
      return [`ip route get ${address}`, ...proxySetting(trace, entry)]
    case 'packet.delivered': {
      const packet = outermostIpv4(trace, entry.index)
      return packet ? [`ip route get ${formatIpv4(packet.destination)}`] : []
    }
    case 'packet.forwarded':
      return ['sysctl net.ipv4.ip_forward']
    case 'packet.encapsulated':
    case 'packet.decapsulated':
      return tunnelCommands(interfaceOf(trace, entry.a, entry.index))
    case 'nat.source':
    case 'nat.destination':
    case 'rule.matched':
      return [...ruleListing(trace, entry), ...(entry.kind === 'rule.matched' ? [] : ['conntrack -L'])]
    case 'conntrack.new':
      return ['conntrack -L']
    case 'pmtu.learned':
      return [`ip route get ${address}`]
    case 'icmp.sent':
    case 'echo.answered':
    case 'packet.fragmented':
    case 'packet.reassembled':
    case 'packet.dropped':
    case 'socket.received':
    case 'hop.in':
    case 'hop.out':
      return []
  }
}

/** ` from SOURCE iif LINK` for what came in from elsewhere: rules and the way back are asked as the kernel was. */
function arrival(trace: Trace, entry: TraceEntry): string {
  for (let index = entry.index - 1; index >= Math.max(0, entry.index - MAX_LOOK_BACK); index--) {
    const before = trace.entry(index)
    if (before.kind !== 'hop.in' || before.netns !== entry.netns || before.packet !== entry.packet) continue
    const link = interfaceOf(trace, before.interfaceId, index)
    const packet = outermostIpv4(trace, index)
    return link && packet ? ` from ${formatIpv4(packet.source)} iif ${link.name}` : ''
  }
  return ''
}

function proxySetting(trace: Trace, entry: TraceEntry): readonly string[] {
  const link = interfaceOf(trace, entry.interfaceId, entry.index)
  return link ? [`sysctl net.ipv4.conf.${link.name.replaceAll('.', '/')}.proxy_arp`] : []
}

function tunnelCommands(device: InterfaceFact | undefined): readonly string[] {
  if (!device) return []
  if (device.linkKind === 'wireguard') return [`wg show ${device.name}`]
  return [`ip -d link show dev ${device.name}`, ...(device.linkKind === 'vxlan' ? [`bridge fdb show dev ${device.name}`] : [])]
}

function ruleListing(trace: Trace, entry: TraceEntry): readonly string[] {
  const rule = entry.a < 0 ? undefined : trace.fact(entry.a, entry.index)
  return rule?.kind === 'netfilter-rule' && rule.table !== 'ebtables' ? [`iptables -t ${rule.table} -nvL ${rule.chain}`] : []
}

function interfaceOf(trace: Trace, id: number, at: number): InterfaceFact | undefined {
  const fact = id < 0 ? undefined : trace.fact(id, at)
  return fact?.kind === 'interface' ? fact : undefined
}
