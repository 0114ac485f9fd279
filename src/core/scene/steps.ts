import type { Inventory } from '../model/inventory'
import type { EntryKind } from '../trace/entry-kinds'
import type { Trace, TraceEntry } from '../trace/trace'
import { summarizeFrame } from './frame-summary'
import type { EnvelopeMode, FrameSummary, PacketProtocol } from './frame-summary'

export type { EnvelopeMode, PacketProtocol } from './frame-summary'

/**
 * One place at which playing stops: a frame seen at an interface, or a decision worth a diamond. The timeline, the
 * event list and the stage share one list of them, so that "step 6 of 30" means the same everywhere.
 */
export interface Step {
  /** Position in the list. */
  readonly index: number
  /** Index of the trace entry. */
  readonly entryIndex: number
  readonly kind: 'frame' | 'decision' | 'drop'
  readonly entryKind: EntryKind
  /** Index of the namespace, or -1 on a segment between them. */
  readonly netns: number
  /** Id of the interface fact, or -1; the tunnel device where one wraps or unwraps. */
  readonly interfaceId: number
  /** The interface's name in its namespace, empty where there is none. */
  readonly interfaceName: string
  readonly packet: number
  /** The frame seen, or that the decision speaks of; -1 when none was built yet. */
  readonly frame: number
  readonly timeNs: number
  readonly protocol: PacketProtocol
  /** `ICMP echo request`; what is inside, also where it is sealed on the wire. */
  readonly name: string
  /** The envelope that the frame wears here; absent when it wears none. */
  readonly mode?: EnvelopeMode
  readonly sealed: boolean
  /** The frame as the interface shows it; 0 when no frame was built yet. */
  readonly bytes: number
  /** The pod's own IP packet. */
  readonly bytesInner: number
  /** Only of frames. */
  readonly direction?: 'in' | 'out'
  /** ARP and neighbour upkeep: true and needed, but not the packet that a person follows. */
  readonly chatter: boolean
}

/** Entries [firstEntry, endEntry) of a trace. */
export interface StepRange {
  readonly firstEntry: number
  readonly endEntry: number
}

/** Decisions that get a diamond. The rest belong to the step beside them and are told by the inspector. */
const SHOWN_DECISIONS: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'route.selected',
  'route.missing',
  'neighbour.used',
  'neighbour.waiting',
  'arp.proxied',
  'arp.ignored',
  'packet.delivered',
  'packet.encapsulated',
  'packet.decapsulated',
  'packet.dropped',
  'icmp.sent',
  'nat.source',
  'nat.destination',
  'packet.fragmented',
  'packet.reassembled',
  'pmtu.learned',
])

/** Their first argument is the tunnel device. */
const TUNNEL_DECISIONS: ReadonlySet<EntryKind> = new Set<EntryKind>(['packet.encapsulated', 'packet.decapsulated'])

const CHATTER: ReadonlySet<EntryKind> = new Set<EntryKind>(['neighbour.used', 'neighbour.waiting', 'arp.proxied', 'arp.ignored'])

/** The steps of a run, in the order in which things happened. Same trace and range, same list. */
export function stepsOf(trace: Trace, run: StepRange, inventory: Inventory): readonly Step[] {
  const steps: Step[] = []
  const frames = new FrameReader(trace)
  const end = Math.min(run.endEntry, trace.entryCount)
  for (let index = run.firstEntry; index < end; index++) {
    const entry = trace.entry(index)
    const summary = frames.summaryOf(entry)
    const isFrame = entry.kind === 'hop.in' || entry.kind === 'hop.out'
    if (!isFrame && !isShown(trace, entry, end, inventory)) continue
    steps.push(stepOf(trace, entry, summary, steps.length, isFrame))
  }
  return withNamesOfPackets(steps)
}

/** A packet is routed before it is a frame: until then it is called what its first frame will be. */
function withNamesOfPackets(steps: readonly Step[]): readonly Step[] {
  const first = new Map<number, Step>()
  for (const step of steps) if (step.kind === 'frame' && !first.has(step.packet)) first.set(step.packet, step)
  return steps.map((step) => {
    const frame = step.name === '' ? first.get(step.packet) : undefined
    return frame === undefined ? step : { ...step, protocol: frame.protocol, name: frame.name, bytesInner: frame.bytesInner }
  })
}

/** A run of neighbouring steps in one namespace: one group of the timeline. `end` is exclusive. */
export interface StepGroup {
  readonly netns: number
  readonly first: number
  readonly end: number
}

/** Groups any list of steps (a filtered one too) by namespace; `first` and `end` are positions in the list given. */
export function groupSteps(steps: readonly Step[]): readonly StepGroup[] {
  const groups: StepGroup[] = []
  for (const [position, step] of steps.entries()) {
    const last = groups.at(-1)
    if (last?.netns === step.netns) groups[groups.length - 1] = { ...last, end: position + 1 }
    else groups.push({ netns: step.netns, first: position, end: position + 1 })
  }
  return groups
}

function stepOf(trace: Trace, entry: TraceEntry, summary: FrameSummary | undefined, index: number, isFrame: boolean): Step {
  const protocol = summary?.protocol ?? 'ethernet'
  const interfaceId = TUNNEL_DECISIONS.has(entry.kind) && entry.a >= 0 ? entry.a : entry.interfaceId
  const fact = trace.fact(interfaceId)
  return {
    index,
    entryIndex: entry.index,
    kind: isFrame ? 'frame' : entry.kind === 'packet.dropped' ? 'drop' : 'decision',
    entryKind: entry.kind,
    netns: entry.netns,
    interfaceId,
    interfaceName: fact?.kind === 'interface' ? fact.name : '',
    packet: entry.packet,
    frame: entry.frame,
    timeNs: entry.timeNs,
    protocol,
    name: summary?.name ?? '',
    ...(summary?.mode === undefined ? {} : { mode: summary.mode }),
    sealed: summary?.sealed ?? false,
    bytes: summary?.bytes ?? 0,
    bytesInner: summary?.bytesInner ?? 0,
    ...(isFrame ? { direction: entry.kind === 'hop.in' ? ('in' as const) : ('out' as const) } : {}),
    chatter: protocol === 'arp' || CHATTER.has(entry.kind),
  }
}

function isShown(trace: Trace, entry: TraceEntry, end: number, inventory: Inventory): boolean {
  if (!SHOWN_DECISIONS.has(entry.kind)) return false
  if (entry.kind === 'packet.delivered') return !isUnwrappedNext(trace, entry, end)
  if (entry.kind === 'route.selected') return isWorthADiamond(trace, entry, inventory)
  return true
}

/** An outer packet is delivered only to be unwrapped: the unwrapping is the news. */
function isUnwrappedNext(trace: Trace, delivered: TraceEntry, end: number): boolean {
  for (let index = delivered.index + 1; index < end && !trace.isHop(index); index++) {
    const entry = trace.entry(index)
    if (entry.netns !== delivered.netns) return false
    if (entry.kind === 'packet.decapsulated') return true
  }
  return false
}

/** "It is mine" is told by the delivery, and a lookup before there is a packet (a program connecting) is no step. */
function isWorthADiamond(trace: Trace, entry: TraceEntry, inventory: Inventory): boolean {
  if (entry.packet < 0 || inventory.namespaces[entry.netns] === undefined) return false
  const fact = trace.fact(entry.a)
  return fact?.kind !== 'route' || (fact.route.type !== 'local' && fact.route.type !== 'broadcast')
}

/** Reads each frame once, and remembers what a packet is while it is sealed or not yet a frame. */
class FrameReader {
  private readonly frames = new Map<number, FrameSummary>()
  private readonly packets = new Map<number, FrameSummary>()
  private readonly trace: Trace

  constructor(trace: Trace) {
    this.trace = trace
  }

  summaryOf(entry: TraceEntry): FrameSummary | undefined {
    if (TUNNEL_DECISIONS.has(entry.kind)) return this.atTunnel(entry)
    if (entry.frame < 0) return this.packets.get(entry.packet)
    const known = this.frames.get(entry.frame)
    if (known !== undefined) return known
    const read = this.unsealed(entry, this.read(entry))
    this.frames.set(entry.frame, read)
    if (entry.packet >= 0) this.packets.set(entry.packet, read)
    return read
  }

  /** From the device on, the packet wears its envelope, or wears it no longer. */
  private atTunnel(entry: TraceEntry): FrameSummary | undefined {
    const before = this.packets.get(entry.packet)
    if (before === undefined) return undefined
    const fact = this.trace.fact(entry.a)
    const kind = fact?.kind === 'interface' ? fact.linkKind : undefined
    const { mode: _worn, ...bare } = before
    const isEnvelope = kind === 'ipip' || kind === 'vxlan' || kind === 'wireguard'
    const after: FrameSummary = entry.kind === 'packet.encapsulated' && isEnvelope ? { ...bare, mode: kind, sealed: kind === 'wireguard' } : { ...bare, sealed: false }
    this.packets.set(entry.packet, after)
    return after
  }

  private read(entry: TraceEntry): FrameSummary {
    const bytes = this.trace.frameBytes(entry.frame)
    const fact = this.trace.fact(entry.interfaceId)
    return summarizeFrame(bytes, fact?.kind === 'interface' ? fact.linkLayer === 'raw-ip' : looksLikeBareIp(bytes))
  }

  /** Inside a seal nobody on the wire can read; what the packet was before is what it is. */
  private unsealed(entry: TraceEntry, read: FrameSummary): FrameSummary {
    const before = this.packets.get(entry.packet)
    if (!read.sealed || before === undefined || before.name === read.name) return read
    return { ...read, protocol: before.protocol, name: before.name, bytesInner: before.bytesInner }
  }
}

/** For a decision that names no interface: an Ethernet header that starts with 0x45 would be a multicast MAC. */
function looksLikeBareIp(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xf0) === 0x40 && ((bytes[2] ?? 0) << 8) + (bytes[3] ?? 0) === bytes.length
}
