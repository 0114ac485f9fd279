import type { Inventory } from '../model/inventory'
import { isProbesEnd, sendsProbes } from '../explain/probe-ends'
import type { EntryKind } from '../trace/entry-kinds'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import { FrameReader } from './frame-reader'
import type { AddressPair, EnvelopeMode, FrameSummary, PacketProtocol } from './frame-summary'
import { StrandBook } from './strands'
import type { StrandOfEntry } from './strands'

export type { EnvelopeMode, PacketProtocol } from './frame-summary'

/**
 * One place at which playing stops: a frame seen at an interface, or a decision worth a diamond. The timeline, the
 * event list and the stage share one list of them, so that "step 6 of 30" means the same everywhere.
 */
export interface Step extends StrandOfEntry {
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
  readonly mode?: EnvelopeMode | undefined
  readonly sealed: boolean
  /** The envelope's addresses. */
  readonly outer?: AddressPair | undefined
  /** The frame as the interface shows it; 0 when no frame was built yet. */
  readonly bytes: number
  /** The pod's own IP packet. */
  readonly bytesInner: number
  /** Length of the envelope's IP packet, whole also where the frame is a piece of it; absent where no header tells. */
  readonly envelopeBytes?: number | undefined
  /** Only of frames. */
  readonly direction?: 'in' | 'out' | undefined
  /** Only of NAT: the address on the packet before and after. */
  readonly rewrite?: Rewrite | undefined
  /** ARP and neighbour upkeep: true and needed, but not the packet that a person follows. */
  readonly chatter: boolean
}

export interface Rewrite {
  readonly field: 'source' | 'destination'
  readonly before: string
  readonly after: string
}

/** Entries [firstEntry, endEntry) of a trace. */
export interface StepRange {
  readonly firstEntry: number
  readonly endEntry: number
  /** What was typed: the ends of a traceroute's probes are what it asks for, and no drops. */
  readonly command?: string
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
  return new StepLog(trace, run, inventory).readTo(run.endEntry)
}

/** Reads the steps of a run that still grows: each entry is read once, however often more of them come. */
export class StepLog {
  private readonly frames: FrameReader
  private readonly strands = new StrandBook()
  private readonly firstFrames = new Map<number, Step>()
  /** By packet: positions of steps that were taken before the packet was a frame, and have no name yet. */
  private readonly nameless = new Map<number, number[]>()
  private steps: readonly Step[] = []
  private nextEntry: number
  private readonly trace: Trace
  private readonly inventory: Inventory
  private readonly hasProbes: boolean

  constructor(trace: Trace, { firstEntry, command = '' }: Pick<StepRange, 'firstEntry' | 'command'>, inventory: Inventory) {
    this.trace = trace
    this.inventory = inventory
    this.hasProbes = sendsProbes(command)
    this.frames = new FrameReader(trace)
    this.nextEntry = firstEntry
  }

  /**
   * All steps of the run up to an entry (exclusive): what stepsOf gives for that range. The list of the last call is not
   * changed; it is given again when nothing was added.
   */
  readTo(endEntry: number): readonly Step[] {
    const end = Math.min(endEntry, this.trace.entryCount)
    if (end <= this.nextEntry) return this.steps
    const steps = this.steps.slice()
    for (; this.nextEntry < end; this.nextEntry++) this.read(this.trace.entry(this.nextEntry), steps)
    this.steps = steps
    return steps
  }

  private read(entry: TraceEntry, steps: Step[]): void {
    const strand = this.strands.strandOf(entry, this.frames.frameOf(entry)?.fragment)
    const summary = this.frames.summaryOf(entry, strand)
    const isFrame = entry.kind === 'hop.in' || entry.kind === 'hop.out'
    if (!isFrame && !isShown(this.trace, entry, summary, this.inventory)) return
    const kind = isFrame ? 'frame' : entry.kind === 'packet.dropped' && !(this.hasProbes && isProbesEnd(this.trace, entry.index)) ? 'drop' : 'decision'
    const step = stepOf(this.trace, entry, summary, strand, steps.length, kind)
    steps.push(this.named(step))
    // what was asked for in vain is known by its bytes, though no interface sees it
    if (isFrame || (entry.frame >= 0 && step.name !== '')) this.nameEarlier(step, steps)
  }

  /** A packet is routed before it is a frame: until then it is called what its first frame will be. */
  private named(step: Step): Step {
    if (step.name !== '') return step
    const frame = this.firstFrames.get(step.packet)
    if (frame !== undefined) return calledLike(step, frame)
    const waiting = this.nameless.get(step.packet)
    if (waiting === undefined) this.nameless.set(step.packet, [step.index])
    else waiting.push(step.index)
    return step
  }

  private nameEarlier(frame: Step, steps: Step[]): void {
    if (!this.firstFrames.has(frame.packet)) this.firstFrames.set(frame.packet, frame)
    for (const position of this.nameless.get(frame.packet) ?? []) {
      const step = steps[position]
      if (step !== undefined) steps[position] = calledLike(step, frame)
    }
    this.nameless.delete(frame.packet)
  }
}

function calledLike(step: Step, { protocol, name, bytesInner }: Step): Step {
  return { ...step, protocol, name, bytesInner }
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
  let first = 0
  for (let end = 1; end <= steps.length; end++) {
    const { netns } = steps[first] as Step
    if (steps[end]?.netns === netns) continue
    groups.push({ netns, first, end })
    first = end
  }
  return groups
}

/** Of each step the same properties in the same order, whether it has them or not: ten thousands of them are read over and over, and objects of one form are read fastest. */
function stepOf(trace: Trace, entry: TraceEntry, summary: FrameSummary | undefined, { strand, origin, part, envelopePart, joins, rewraps }: StrandOfEntry, index: number, kind: Step['kind']): Step {
  const protocol = summary?.protocol ?? 'ethernet'
  const interfaceId = TUNNEL_DECISIONS.has(entry.kind) && entry.a >= 0 ? entry.a : entry.interfaceId
  const fact = trace.fact(interfaceId)
  return {
    index,
    entryIndex: entry.index,
    kind,
    entryKind: entry.kind,
    netns: entry.netns,
    interfaceId,
    interfaceName: fact?.kind === 'interface' ? fact.name : '',
    packet: entry.packet,
    frame: entry.frame,
    timeNs: entry.timeNs,
    protocol,
    name: summary?.name ?? '',
    mode: summary?.mode,
    sealed: summary?.sealed ?? false,
    outer: summary?.outer,
    bytes: summary?.bytes ?? 0,
    bytesInner: summary?.bytesInner ?? 0,
    envelopeBytes: summary?.envelopeBytes,
    direction: kind === 'frame' ? (entry.kind === 'hop.in' ? 'in' : 'out') : undefined,
    rewrite: rewriteOf(entry, summary),
    chatter: protocol === 'arp' || CHATTER.has(entry.kind),
    strand,
    origin,
    part,
    envelopePart,
    joins,
    rewraps,
  }
}

/** What is rewritten is the packet that is not in an envelope yet, or no longer. A port alone is told by the inspector. */
function rewriteOf(entry: TraceEntry, summary: FrameSummary | undefined): Rewrite | undefined {
  const field = entry.kind === 'nat.source' ? 'source' : entry.kind === 'nat.destination' ? 'destination' : undefined
  const before = field === undefined ? undefined : summary?.inner?.[field]
  if (field === undefined || before === undefined) return undefined
  const after = formatIpv4(ipv4FromNumber(entry.b >>> 0))
  return before === after ? undefined : { field, before, after }
}

function isShown(trace: Trace, entry: TraceEntry, summary: FrameSummary | undefined, inventory: Inventory): boolean {
  if (!SHOWN_DECISIONS.has(entry.kind)) return false
  if (entry.kind === 'packet.delivered') return !(summary && wrapsPacket(summary))
  if (entry.kind === 'route.selected') return isWorthADiamond(trace, entry, inventory)
  return true
}

/** An outer packet is delivered only to be unwrapped, and the unwrapping is the news. A handshake holds nothing. */
export function wrapsPacket({ mode, sealed }: Pick<FrameSummary, 'mode' | 'sealed'>): boolean {
  return mode !== undefined && (mode !== 'wireguard' || sealed)
}

/** "It is mine" is told by the delivery, and a lookup before there is a packet (a program connecting) is no step. */
function isWorthADiamond(trace: Trace, entry: TraceEntry, inventory: Inventory): boolean {
  if (entry.packet < 0 || inventory.namespaces[entry.netns] === undefined) return false
  const fact = trace.fact(entry.a)
  return fact?.kind !== 'route' || (fact.route.type !== 'local' && fact.route.type !== 'broadcast')
}
