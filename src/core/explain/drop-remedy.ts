import type { PlacedCommand } from '../model/fault'
import type { Inventory, InventoryNamespace } from '../model/inventory'
import type { DropReason } from '../trace/entry-kinds'
import type { Trace } from '../trace/trace'
import { formatIpv4, formatIpv4Prefix, ipv4FromNumber } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { curesIn } from '../words/cures'
import type { Cures } from '../words/cures'
import type { Words } from '../words/en'
import type { DropContext } from './drop-context'
import { ruleCure, slashed } from './drop-cures'
import { formatFullRoute, formatRouteLine } from './format-route'
import { holderOf, lostRoute, routesLostWith } from './lost-rows'
import { placeName } from './place-name'
import { poolNameOf, poolOf, vxlanInstead } from './pools-told'

/** What the trace and the lab know of a drop beyond the place where it happened: the thing at fault in words, and what to type. */
export interface DropRemedy {
  readonly findings: readonly string[]
  readonly repairs: readonly PlacedCommand[]
  /** The findings say what to do: the reason's own cure would lead astray. */
  readonly isWhole?: boolean
}

interface Case {
  readonly trace: Trace
  readonly context: DropContext
  readonly inventory: Inventory
  readonly found: Cures['found']
}

type Look = (about: Case) => DropRemedy

const NOTHING: DropRemedy = { findings: [], repairs: [] }

/** Felix's own rules against envelopes of strangers, and the set that names who is none (felix/rules/static.go). */
const HOST_SETS = [
  [/VXLAN packets from non-allowed hosts/, 'cali40all-vxlan-net'],
  [/IPIP packets from non-Calico hosts/, 'cali40all-hosts-net'],
] as const
const DEFAULT_CONNTRACK_MAX = 262_144

export function dropRemedy(trace: Trace, context: DropContext, inventory: Inventory, words: Words): DropRemedy {
  return LOOKS[context.reason]?.({ trace, context, inventory, found: curesIn(words).found }) ?? NOTHING
}

const LOOKS: Readonly<Partial<Record<DropReason, Look>>> = {
  'no-route': lostOnTheWay,
  'ttl-exceeded': lostOnTheWay,
  'blackhole-route': blackholed,
  'no-such-neighbour': unanswered,
  'no-socket': takenByHost,
  'iptables-drop': byRule,
  'iptables-reject': byRule,
  'fabric-filter': inFabric,
  'source-destination-check': checkedByCloud,
  'fragmentation-needed': smallDevice,
  'forwarding-disabled': ({ context }) => repaired(context.place, 'sysctl -w net.ipv4.ip_forward=1'),
  'interface-down': linkDown,
  'exceeds-segment-mtu': smallLink,
  'no-fdb-entry': noFarEnd,
  'no-allowed-ip': notAllowed,
  'tunnel-loop': ({ context: { because, place } }) => (because?.kind === 'route' ? repaired(place, `ip route del ${formatIpv4Prefix(because.route.destination)}`) : NOTHING),
  'reverse-path-filter': foreignSource,
  'conntrack-full': ({ context }) => repaired(context.place, `sysctl -w net.netfilter.nf_conntrack_max=${DEFAULT_CONNTRACK_MAX}`),
}

/** A rule that somebody typed is taken back; what a cloud does by itself is got round. */
function inFabric({ context: { because, destination }, inventory, found }: Case): DropRemedy {
  if (because?.kind !== 'netfilter-rule') return NOTHING
  if (because.table === 'ebtables') return repaired('fabric', `ebtables ${because.text.replace(/^-A/, '-D')}`)
  if (because.table === 'azure') return { findings: [found.azure({ commands: vxlanInstead(inventory) })], repairs: [], isWhole: true }
  const owner = destination === undefined ? undefined : podWith(inventory, destination)
  const node = owner?.node === undefined ? undefined : inventory.namespaces[owner.node]
  const pool = poolOf(inventory, destination)
  const mode = pool !== undefined && pool.vxlanMode !== 'Never' ? 'vxlanMode' : 'ipipMode'
  return { findings: [found.gcp({ address: destination === undefined ? '' : formatIpv4(destination), block: node?.blocks[0] ?? 'BLOCK', node: node?.name ?? 'NODE', pool: pool?.name ?? 'POOL', mode })], repairs: [], isWhole: true }
}

/** Both cards are checked, on the way there and on the way back. */
function checkedByCloud({ context: { becauseOf, because, destination, packet }, inventory }: Case): DropRemedy {
  if (because?.kind !== 'interface') return NOTHING
  const ends = [becauseOf, ...[packet?.source, destination].map((address) => nodeWith(inventory, address))]
  const nodes = [...new Set(ends.filter((name) => name !== undefined))].map((name) => inventory.namespaces.find((namespace) => namespace.name === name)?.instanceId ?? name)
  return { findings: [], repairs: nodes.map((node) => ({ netns: becauseOf, command: `aws ec2 modify-instance-attribute --instance-id ${node} --no-source-dest-check` })) }
}

/** The node that has an address, or the node of the pod that has it. */
function nodeWith(inventory: Inventory, address: Ipv4 | undefined): string | undefined {
  const holder = address === undefined ? undefined : inventory.namespaces.find((candidate) => candidate.address === address)
  return holder?.kind === 'node' ? holder.name : holder?.node === undefined ? undefined : inventory.namespaces[holder.node]?.name
}

/** A card whose own MTU is below that of the one that the packet came in by; what was learned of a path is nothing to set. */
function smallDevice({ trace, context: { smallDevice: device, becauseOf, cameIn, packet, value, entryIndex }, inventory }: Case): DropRemedy {
  const before = cameIn && trace.fact(cameIn.interfaceId, entryIndex)
  if (device?.linkKind !== 'ethernet' || before?.kind !== 'interface' || before.mtuBytes <= value) return NOTHING
  // who was told remembers it for ten minutes
  const told = packet && inventory.namespaces.find(({ address }) => address === packet.source)
  return { findings: [], repairs: [{ netns: becauseOf, command: `ip link set ${device.name} mtu ${before.mtuBytes}` }, ...(told ? [{ netns: told.name, command: 'ip route flush cache' }] : [])] }
}

function repaired(netns: string, ...commands: readonly string[]): DropRemedy {
  return { findings: [], repairs: commands.map((command) => ({ netns, command })) }
}

/** Somebody on the way had a better row, and has lost it. */
function lostOnTheWay({ trace, context, inventory, found }: Case): DropRemedy {
  const { destination, entryIndex } = context
  if (destination === undefined) return NOTHING
  for (const netns of visited(trace, entryIndex)) {
    const lost = lostRoute(trace, netns, destination, entryIndex)
    if (!lost) continue
    const [place, row] = [placeName(inventory, netns), formatFullRoute(lost.route)]
    return { findings: [found.hadRow({ place, row, address: formatIpv4(destination) })], repairs: [{ netns: place, command: `ip route add ${row}` }], isWhole: place !== context.place }
  }
  const owner = podWith(inventory, destination)
  const node = owner?.node === undefined ? undefined : inventory.namespaces[owner.node]
  const sender = context.packet && inventory.namespaces.find(({ kind, links }) => kind === 'outside' && links.some(({ addresses }) => addresses.some(({ address }) => address === context.packet?.source)))
  if (owner && node && sender) return { findings: [found.withoutNat({ address: formatIpv4(destination), pod: owner.name, node: node.name, sender: sender.name, pool: poolNameOf(inventory, destination) })], repairs: [], isWhole: true }
  return owner && node ? { findings: [found.isPod({ address: formatIpv4(destination), pod: owner.name, node: node.name })], repairs: [] } : NOTHING
}

/** Namespaces that a packet came through, in order. */
function visited(trace: Trace, entryIndex: number): readonly number[] {
  const { packet } = trace.entry(entryIndex)
  const seen = new Set<number>()
  for (let index = Math.max(0, entryIndex - MAX_LOOK_BACK); index <= entryIndex; index++) {
    const entry = trace.entry(index)
    if (entry.packet === packet && entry.netns >= 0) seen.add(entry.netns)
  }
  return [...seen]
}

const MAX_LOOK_BACK = 20_000

function podWith({ namespaces }: Inventory, address: Ipv4): InventoryNamespace | undefined {
  return namespaces.find((candidate) => candidate.kind === 'pod' && candidate.address === address)
}

function blackholed(about: Case): DropRemedy {
  const { trace, context, inventory, found } = about
  const { destination, because, place, entryIndex } = context
  if (destination === undefined || because?.kind !== 'route') return NOTHING
  const address = formatIpv4(destination)
  const row = formatRouteLine(because.route)
  const owner = podWith(inventory, destination)
  const node = owner?.node === undefined ? undefined : inventory.namespaces[owner.node]
  if (owner && node?.name === place) {
    const lost = lostRoute(trace, because.netns, destination, entryIndex)
    return { findings: [found.podHere({ address, pod: owner.name, place, row })], repairs: lost ? [{ netns: place, command: `ip route add ${formatFullRoute(lost.route)}` }] : [], isWhole: true }
  }
  if (owner && node) return misrouted(about, owner, node, row)
  const holder = holderOf(trace, destination, entryIndex, 'now')
  if (holder) return strayAddress(about, holder.netns, holder.name, row)
  const isBlock = inventory.namespaces.some(({ blocks }) => blocks.includes(formatIpv4Prefix(because.route.destination)))
  return isBlock ? NOTHING : { findings: [found.noBlock({ place, row })], repairs: [{ netns: place, command: `ip route del ${row}` }], isWhole: true }
}

/** The pod runs on another node than the one that was asked: who sent it there has a wrong gateway. */
function misrouted({ trace, context, inventory, found }: Case, owner: InventoryNamespace, node: InventoryNamespace, row: string): DropRemedy {
  const { destination, place, entryIndex } = context
  if (destination === undefined || node.address === undefined) return NOTHING
  const finding = found.podElsewhere({ address: formatIpv4(destination), pod: owner.name, node: node.name, place, row })
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex - 1; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const fact = entry.kind === 'route.selected' && entry.packet === packet && ipv4FromNumber(entry.b) === destination ? trace.fact(entry.a, index) : undefined
    if (fact?.kind !== 'route' || fact.route.gateway === undefined || inventory.namespaces[entry.netns]?.kind !== 'node' || fact.route.gateway === node.address) continue
    return { findings: [finding], repairs: [{ netns: placeName(inventory, entry.netns), command: `ip route replace ${formatFullRoute({ ...fact.route, gateway: node.address })}` }], isWhole: true }
  }
  return { findings: [finding], repairs: [], isWhole: true }
}

/** A host has an address out of another node's block: the answers go there. */
function strayAddress({ context, inventory, found }: Case, netns: number, link: string, row: string): DropRemedy {
  const holder = inventory.namespaces[netns]
  const address = context.destination === undefined ? '' : formatIpv4(context.destination)
  if (!holder) return NOTHING
  const own = holder.links.find(({ name }) => name === link)?.addresses[0]
  const back = own ? [{ netns: holder.name, command: `ip addr add ${formatIpv4(own.address)}/${own.prefixLength} dev ${link}` }] : []
  return { findings: [found.strayAddress({ address, holder: holder.name, link, place: context.place, row })], repairs: [{ netns: holder.name, command: `ip addr del ${address}/32 dev ${link}` }, ...back], isWhole: true }
}

function unanswered(about: Case): DropRemedy {
  const { trace, context, inventory, found } = about
  const { silence, entryIndex, value } = context
  const asked = ipv4FromNumber(value)
  const address = formatIpv4(asked)
  if (silence?.reason === 'proxy-arp-off') return repaired(silence.place, `sysctl -w net.ipv4.conf.${slashed(silence.link)}.proxy_arp=1`)
  if (silence?.reason === 'forwarding-disabled') return repaired(silence.place, 'sysctl -w net.ipv4.ip_forward=1')
  if (silence?.reason === 'no-route') {
    const netns = inventory.namespaces.find(({ name }) => name === silence.place)?.index
    const lost = netns === undefined ? undefined : lostRoute(trace, netns, asked, entryIndex)
    return { findings: [found.proxyNeedsRoute({ place: silence.place, address })], repairs: lost ? [{ netns: silence.place, command: `ip route add ${formatFullRoute(lost.route)}` }] : [], isWhole: true }
  }
  const rule = natRuleThatMade(trace, asked, entryIndex)
  if (rule) {
    const place = placeName(inventory, rule.netns)
    return { findings: [found.natMade({ address, place, rule: rule.text })], repairs: [{ netns: place, command: `iptables -t nat ${rule.text.replace(/^-A/, '-D')}` }], isWhole: true }
  }
  const before = holderOf(trace, asked, entryIndex, 'before')
  const own = before?.addresses.find((candidate) => candidate.address === asked)
  if (!before || !own) return NOTHING
  const holder = placeName(inventory, before.netns)
  return { findings: [found.addressGone({ address, holder, link: before.name })], repairs: [{ netns: holder, command: `ip addr add ${address}/${own.prefixLength} dev ${before.name}` }], isWhole: true }
}

/** The rule that gave a packet an address, as far back as is looked. */
function natRuleThatMade(trace: Trace, address: Ipv4, before: number): { readonly netns: number; readonly text: string } | undefined {
  for (let index = before; index >= Math.max(0, before - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    if (entry.kind !== 'nat.source' || entry.a < 0 || ipv4FromNumber(entry.b) !== address) continue
    const fact = trace.fact(entry.a, index)
    if (fact?.kind === 'netfilter-rule') return { netns: entry.netns, text: fact.text }
  }
  return undefined
}

/** A host that takes what is for one of the pods: it has the address itself. */
function takenByHost({ trace, context, inventory, found }: Case): DropRemedy {
  const { destination, place, entryIndex } = context
  const owner = destination === undefined ? undefined : podWith(inventory, destination)
  const holder = owner && destination !== undefined ? trace.factsAt(trace.entry(entryIndex).netns, entryIndex).find((fact) => fact.kind === 'interface' && fact.addresses.some(({ address }) => address === destination)) : undefined
  if (!owner || destination === undefined || owner.name === place || holder?.kind !== 'interface') return NOTHING
  const address = formatIpv4(destination)
  return { findings: [found.hostTakes({ address, pod: owner.name, place, link: holder.name })], repairs: [{ netns: place, command: `ip addr del ${address}/32 dev ${holder.name}` }], isWhole: true }
}

function byRule({ trace, context, inventory, found }: Case): DropRemedy {
  const { because, packet, place, entryIndex, cameIn } = context
  const rule = ruleCure(context)
  const text = because?.kind === 'netfilter-rule' ? because.text : ''
  const [, set] = HOST_SETS.find(([comment]) => comment.test(text)) ?? []
  if (set !== undefined && packet) {
    const source = formatIpv4(packet.source)
    return { findings: [found.unknownHost({ source, place, set })], repairs: [{ netns: place, command: `ipset add ${set} ${source}` }], isWhole: true }
  }
  if (/cali:.*rpfilter/.test(text) && packet) return { findings: [found.foreignSource({ source: formatIpv4(packet.source), link: cameIn?.link ?? '', place })], repairs: [], isWhole: true }
  const rewrite = rewriteOf(trace, entryIndex)
  if (rewrite) {
    const where = placeName(inventory, rewrite.netns)
    return { findings: [found.rewritten({ place: where, rule: rewrite.text })], repairs: [{ netns: where, command: `iptables -t nat ${rewrite.text.replace(/^-A/, '-D')}` }] }
  }
  return rule === '' || text.includes('cali:') ? NOTHING : repaired(place, rule)
}

/** A rule of somebody else than Calico that rewrote the packet's source before it was dropped. */
function rewriteOf(trace: Trace, entryIndex: number): { readonly netns: number; readonly text: string } | undefined {
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    if (entry.kind !== 'nat.source' || entry.packet !== packet || entry.a < 0) continue
    const fact = trace.fact(entry.a, index)
    if (fact?.kind === 'netfilter-rule' && !fact.text.includes('cali:')) return { netns: entry.netns, text: fact.text }
  }
  return undefined
}

/** The interface's own host, which may be the pod behind a node's veth; with the rows that went with the link. */
function linkDown({ trace, context: { because, becauseOf, entryIndex } }: Case): DropRemedy {
  if (because?.kind !== 'interface') return NOTHING
  const lost = routesLostWith(trace, because.netns, because.name, entryIndex).map(({ route }) => `ip route add ${formatFullRoute(route)}`)
  return repaired(becauseOf, `ip link set ${because.name} up`, ...lost)
}

function smallLink({ trace, context: { because, becauseOf, lastSeen, entryIndex } }: Case): DropRemedy {
  const sender = lastSeen && trace.fact(lastSeen.interfaceId, entryIndex)
  if (because?.kind !== 'interface' || sender?.kind !== 'interface') return NOTHING
  return repaired(becauseOf, `ip link set ${because.name} mtu ${sender.mtuBytes}`)
}

function noFarEnd({ trace, context, inventory }: Case): DropRemedy {
  const { packet } = trace.entry(context.entryIndex)
  const owner = context.destination === undefined ? undefined : podWith(inventory, context.destination)
  const node = owner?.node === undefined ? undefined : inventory.namespaces[owner.node]
  for (let index = context.entryIndex; node?.address !== undefined && index >= Math.max(0, context.entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const fact = entry.kind === 'neighbour.used' && entry.packet === packet ? trace.fact(entry.a, index) : undefined
    const link = fact?.kind === 'neighbour' ? trace.fact(fact.interfaceId, index) : undefined
    if (fact?.kind === 'neighbour' && link?.kind === 'interface' && link.linkKind === 'vxlan') return repaired(context.place, `bridge fdb append ${formatMac(fact.mac)} dev ${link.name} dst ${formatIpv4(node.address)}`)
  }
  return NOTHING
}

/** The sending node's key is a fact, and its blocks are what its peers are to allow. */
function notAllowed({ trace, context, inventory }: Case): DropRemedy {
  const owner = podWith(inventory, ipv4FromNumber(context.value))
  const node = owner?.node === undefined ? undefined : inventory.namespaces[owner.node]
  const key = node && trace.factsAt(node.index, context.entryIndex).find((fact) => fact.kind === 'wireguard-key' && fact.role === 'static')
  if (node === undefined || key?.kind !== 'wireguard-key' || node.blocks.length === 0) return NOTHING
  return repaired(context.place, `wg set ${context.link === '' ? 'wireguard.cali' : context.link} peer ${key.publicKey} allowed-ips ${node.blocks.join(',')}`)
}

function foreignSource({ context: { packet, cameIn, place }, found }: Case): DropRemedy {
  return packet && cameIn?.link.startsWith('cali') ? { findings: [found.foreignSource({ source: formatIpv4(packet.source), link: cameIn.link, place })], repairs: [] } : NOTHING
}
