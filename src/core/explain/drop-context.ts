import type { Inventory } from '../model/inventory'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { DropReason } from '../trace/entry-kinds'
import type { Fact, InterfaceFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import { parseArp } from '../wire/arp'
import { ETHERNET_HEADER_BYTES, parseEthernet } from '../wire/ethernet'
import type { Ipv4 } from '../wire/ipv4-address'
import { outermostIpv4 } from './frame-reading'
import type { IpPacket } from './frame-reading'
import { placeName } from './place-name'

/** An interface of a namespace that saw a packet. */
export interface SeenAt {
  readonly netns: number
  readonly place: string
  readonly interfaceId: number
  readonly link: string
}

/** What is known where a packet ends: all that words, proofs and cure speak of. */
export interface DropContext {
  readonly entryIndex: number
  readonly reason: DropReason
  /** The namespace's name, or the segment's. */
  readonly place: string
  /** True on a segment: a switch or cloud fabric, which has no shell. */
  readonly isFabric: boolean
  /** The interface that the entry names, empty where there is none. */
  readonly link: string
  /** Where it came into this namespace; absent for what the namespace sent itself. */
  readonly cameIn: SeenAt | undefined
  /** Where a frame of it was seen last before it ended. */
  readonly lastSeen: SeenAt | undefined
  /** On a segment: the interface that the frame was for, and that should have had it. */
  readonly dueAt: SeenAt | undefined
  /** The outermost IPv4 header as it was last on a wire; absent before there was one. */
  readonly packet: IpPacket | undefined
  /** Where the packet was on its way to, as far as known. */
  readonly destination: Ipv4 | undefined
  /** The route, rule, neighbour or interface behind it. */
  readonly because: Fact | undefined
  /** Where that is: of a segment's drop, the host whose interface it is. */
  readonly becauseOf: string
  /** The interface that the route behind it leads to, where its own MTU is the one in the way; a path's MTU that was learned is no interface's. */
  readonly smallDevice: InterfaceFact | undefined
  /** By which AWS knows that host, where a lab says so. */
  readonly instanceId: string | undefined
  /** An address or number that the reason speaks of (docs/spec/drop-reasons.md). */
  readonly value: number
  /** Of a next hop that nobody answered for: who heard the question, could have answered, and why it did not. */
  readonly silence: Silence | undefined
}

interface Silence extends SeenAt {
  readonly reason: DropReason
  /** Who asked, by the question itself. */
  readonly asker: Ipv4 | undefined
}

/** Copies of a flooded frame that reach hosts which it is not for: they end, the packet does not. */
const BYSTANDER_REASONS: ReadonlySet<DropReason> = new Set(['wrong-mac', 'not-for-this-host', 'same-interface'])
const VALUE_IS_DESTINATION: ReadonlySet<DropReason> = new Set(['no-route', 'blackhole-route', 'unreachable-route', 'prohibit-route', 'forwarding-disabled'])
/** How far back the frames of a packet are looked for. */
const MAX_LOOK_BACK = 20_000

export function isBystanderReason(reason: DropReason): boolean {
  return BYSTANDER_REASONS.has(reason)
}

/** The drops of entries [first, end) that end a packet: not ARP's own upkeep, not copies of a flooded frame. */
export function packetDrops(trace: Trace, first: number, end: number): readonly number[] {
  const drops: number[] = []
  for (let index = first; index < end; index++) if (isPacketDrop(trace, index)) drops.push(index)
  return drops
}

/** Of a flow, the first of them is what its outcome speaks of: what ends later does so because of it, or on its own account. */
export function isPacketDrop(trace: Trace, index: number): boolean {
  const entry = trace.entry(index)
  if (entry.kind !== 'packet.dropped') return false
  const reason = DROP_REASONS[entry.c]
  return reason !== undefined && !isBystanderReason(reason) && (entry.frame < 0 || outermostIpv4(trace, index) !== undefined)
}

/** Gathers what is known of a `packet.dropped` entry; undefined for any other. */
export function dropContext(trace: Trace, entryIndex: number, inventory: Inventory): DropContext | undefined {
  const entry = trace.entry(entryIndex)
  const reason = DROP_REASONS[entry.c]
  if (entry.kind !== 'packet.dropped' || reason === undefined) return undefined
  const fact = trace.fact(entry.interfaceId, entryIndex)
  const { cameIn, lastSeen, lastHop } = sightings(trace, entry, inventory)
  // a packet that is being rewritten has no frame: it is known as it was last seen
  const packet = outermostIpv4(trace, entry.frame < 0 && lastHop !== undefined ? lastHop : entryIndex)
  const because = entry.a < 0 ? undefined : trace.fact(entry.a, entryIndex)
  const becauseOf = because?.netns ?? entry.netns
  return {
    entryIndex,
    reason,
    place: placeName(inventory, entry.netns),
    isFabric: entry.netns < 0,
    link: fact?.kind === 'interface' ? fact.name : '',
    cameIn,
    lastSeen,
    dueAt: entry.netns < 0 ? dueAt(trace, entry, inventory) : undefined,
    packet,
    destination: VALUE_IS_DESTINATION.has(reason) ? ((entry.b >>> 0) as Ipv4) : packet?.destination,
    because,
    smallDevice: reason === 'fragmentation-needed' ? smallDevice(trace, entry, because) : undefined,
    becauseOf: placeName(inventory, becauseOf),
    instanceId: inventory.namespaces[becauseOf]?.instanceId,
    value: entry.b >>> 0,
    silence: reason === 'no-such-neighbour' ? silenceAbout(trace, entry, inventory) : undefined,
  }
}

function smallDevice(trace: Trace, drop: TraceEntry, because: Fact | undefined): InterfaceFact | undefined {
  if (because?.kind !== 'route') return undefined
  const device = trace.factsAt(because.netns, drop.index).find((fact) => fact.kind === 'interface' && fact.name === because.route.link)
  return device?.kind === 'interface' && device.mtuBytes === drop.b ? device : undefined
}

/** The last who kept silent for a reason of its own; that the address is not theirs can be said of everybody. */
function silenceAbout(trace: Trace, drop: TraceEntry, inventory: Inventory): Silence | undefined {
  for (let index = drop.index - 1; index >= Math.max(0, drop.index - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const reason = DROP_REASONS[entry.c]
    if (entry.kind !== 'arp.ignored' || entry.b !== drop.b || reason === undefined || reason === 'not-our-address') continue
    return { ...seenAt(trace, entry, inventory), reason, asker: askerOf(trace, entry) }
  }
  return undefined
}

function askerOf(trace: Trace, { frame }: TraceEntry): Ipv4 | undefined {
  const bytes = frame < 0 ? new Uint8Array() : trace.frameBytes(frame)
  const arp = parseArp(bytes, ETHERNET_HEADER_BYTES, bytes.length)
  return arp.ok ? arp.value.senderAddress : undefined
}

/** The question that nobody answered, as the one who kept silent would have dropped a packet of the asker's. */
export function atSilence(context: DropContext): DropContext {
  const { silence, value } = context
  if (!silence) return context
  const destination = (value >>> 0) as Ipv4
  const packet = silence.asker === undefined ? undefined : { source: silence.asker, destination, protocol: 0, totalBytes: 0 }
  return { ...context, place: silence.place, link: silence.link, because: undefined, cameIn: silence, packet, destination }
}

interface Sightings {
  readonly cameIn: SeenAt | undefined
  readonly lastSeen: SeenAt | undefined
  /** The entry of the last sighting. */
  readonly lastHop: number | undefined
}

function sightings(trace: Trace, drop: TraceEntry, inventory: Inventory): Sightings {
  let lastSeen: SeenAt | undefined
  let lastHop: number | undefined
  for (let index = drop.index - 1; index >= Math.max(0, drop.index - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    if (entry.packet !== drop.packet || !trace.isHop(index)) continue
    const seen = seenAt(trace, entry, inventory)
    lastSeen ??= seen
    lastHop ??= index
    if (entry.netns !== drop.netns) break
    if (entry.kind === 'hop.in') return { cameIn: seen, lastSeen, lastHop }
  }
  return { cameIn: undefined, lastSeen, lastHop }
}

/** Whose MAC address the frame bears; nobody's where it is for all. */
function dueAt(trace: Trace, drop: TraceEntry, inventory: Inventory): SeenAt | undefined {
  const bytes = drop.frame < 0 ? new Uint8Array() : trace.frameBytes(drop.frame)
  const ethernet = parseEthernet(bytes, 0, bytes.length)
  if (!ethernet.ok) return undefined
  const { destination } = ethernet.value
  const change = trace.factChanges.findLast((one) => one.op !== 'remove' && one.fact.kind === 'interface' && one.fact.mac === destination && one.fact.linkKind === 'ethernet' && one.atEntry <= drop.index)
  if (change === undefined || change.op === 'remove' || change.fact.kind !== 'interface') return undefined
  const { netns, id, name } = change.fact
  return { netns, place: placeName(inventory, netns), interfaceId: id, link: name }
}

function seenAt(trace: Trace, hop: TraceEntry, inventory: Inventory): SeenAt {
  const fact = trace.fact(hop.interfaceId, hop.index)
  return { netns: hop.netns, place: placeName(inventory, hop.netns), interfaceId: hop.interfaceId, link: fact?.kind === 'interface' ? fact.name : '' }
}
