import type { TraceEntry } from '../trace/trace'

/** Where a strand left another one: after that strand's steps up to this entry. */
export interface StrandOrigin {
  readonly strand: number
  readonly entryIndex: number
}

/**
 * One thing that flies. A packet is one strand until it is cut: each fragment is then a strand of its own, and so is what
 * they are put together to. A broadcast that several hosts hear is a strand for each of them, a reply one that leaves
 * what it answers.
 */
export interface StrandOfEntry {
  /** Number within the run, in order of appearance; -1 for what belongs to no packet. */
  readonly strand: number
  readonly origin?: StrandOrigin
  /** Only of fragments: which one of how many, counted from 1 in the order in which they are sent. */
  readonly part?: { readonly number: number; readonly of: number }
  /** Only of `packet.reassembled`: the fragments' strands, which end here. */
  readonly joins?: readonly number[]
}

/** Frames are told by number and stay the same from interface to interface, so a frame says which strand it belongs to. */
interface FrameStrand {
  readonly strand: number
  readonly sentEntry: number
  /** The first namespace that it arrived in, or where it was first seen; others that hear it get copies. */
  arrivedIn: number | undefined
  copies?: Map<number, number>
}

interface PacketStrands {
  /** The whole packet; a new one each time that it was put together. */
  main: number
  /** By fragment, since the packet was last cut or put together. */
  fragments: Map<string, number>
  /** Where it was cut last. */
  cut: { readonly origin: StrandOrigin; readonly parts: number } | undefined
  /** What a namespace handles now: decisions speak of it. */
  readonly current: Map<number, number>
  /**
   * Fragments on their way into and out of an envelope: by tunnel device those given to it, by namespace the outer packets
   * delivered. A device that seals takes several before it sends one, and keeps their order.
   */
  readonly wrapping: Map<number, number[]>
  readonly unwrapping: Map<number, number[]>
}

const NO_STRAND: StrandOfEntry = { strand: -1 }

/** Tells of every entry of a run, given in order, which strand it belongs to. */
export class StrandBook {
  private readonly strands: StrandOfEntry[] = []
  private readonly packets = new Map<number, PacketStrands>()
  private readonly frames = new Map<number, FrameStrand>()
  private readonly announced = new Map<number, StrandOrigin>()

  /** `fragment` names the fragment that the entry's frame is, and is undefined for a whole packet and for sealed ones. */
  strandOf(entry: TraceEntry, fragment: string | undefined): StrandOfEntry {
    if (entry.packet < 0) return NO_STRAND
    const packet = this.packetOf(entry)
    if (entry.kind === 'packet.reassembled') return this.putTogether(packet, entry)
    const strand = this.atTunnel(packet, entry) ?? (entry.frame < 0 ? this.currentIn(packet, entry) : this.strandOfFrame(packet, entry, fragment))
    packet.current.set(entry.netns, strand)
    if (packet.fragments.size > 0) queueForTunnel(packet, entry, strand)
    if (entry.kind === 'packet.fragmented') this.cutUp(packet, entry, strand)
    if ((entry.kind === 'echo.answered' || entry.kind === 'icmp.sent') && entry.a >= 0) this.announced.set(entry.a, { strand, entryIndex: entry.index })
    return this.strands[strand] ?? NO_STRAND
  }

  private packetOf(entry: TraceEntry): PacketStrands {
    const known = this.packets.get(entry.packet)
    if (known !== undefined) return known
    const fresh: PacketStrands = { main: this.open(this.announced.get(entry.packet)), fragments: new Map(), cut: undefined, current: new Map(), wrapping: new Map(), unwrapping: new Map() }
    this.packets.set(entry.packet, fresh)
    return fresh
  }

  /** What is cut now is told apart from what was cut before: fragments keep their numbers on every way through a host. */
  private cutUp(packet: PacketStrands, entry: TraceEntry, strand: number): void {
    packet.fragments = new Map()
    packet.cut = { origin: { strand, entryIndex: entry.index }, parts: entry.a }
  }

  private putTogether(packet: PacketStrands, entry: TraceEntry): StrandOfEntry {
    const joins = [...packet.fragments.values()]
    packet.main = this.open({ strand: this.currentIn(packet, entry), entryIndex: entry.index })
    packet.fragments = new Map()
    packet.current.set(entry.netns, packet.main)
    return { ...(this.strands[packet.main] ?? NO_STRAND), joins }
  }

  private atTunnel(packet: PacketStrands, entry: TraceEntry): number | undefined {
    if (entry.kind === 'packet.encapsulated') return packet.wrapping.get(entry.a)?.shift()
    return entry.kind === 'packet.decapsulated' ? packet.unwrapping.get(entry.netns)?.shift() : undefined
  }

  private strandOfFrame(packet: PacketStrands, entry: TraceEntry, fragment: string | undefined): number {
    const known = this.frames.get(entry.frame)
    if (known !== undefined) return this.seenAgain(known, entry)
    const strand = fragment === undefined ? this.currentIn(packet, entry) : this.strandOfFragment(packet, entry, fragment)
    this.frames.set(entry.frame, { strand, sentEntry: entry.index, arrivedIn: entry.kind === 'hop.out' ? undefined : entry.netns })
    return strand
  }

  private strandOfFragment(packet: PacketStrands, entry: TraceEntry, fragment: string): number {
    const known = packet.fragments.get(fragment)
    if (known !== undefined) return known
    const { cut } = packet
    const part = cut === undefined ? undefined : { number: packet.fragments.size + 1, of: cut.parts }
    const strand = this.open(cut?.origin ?? { strand: this.currentIn(packet, entry), entryIndex: entry.index }, part)
    packet.fragments.set(fragment, strand)
    return strand
  }

  private seenAgain(frame: FrameStrand, entry: TraceEntry): number {
    const copy = frame.copies?.get(entry.netns)
    if (copy !== undefined || entry.kind !== 'hop.in') return copy ?? frame.strand
    frame.arrivedIn ??= entry.netns
    if (frame.arrivedIn === entry.netns) return frame.strand
    const strand = this.open({ strand: frame.strand, entryIndex: frame.sentEntry })
    frame.copies ??= new Map<number, number>()
    frame.copies.set(entry.netns, strand)
    return strand
  }

  private currentIn(packet: PacketStrands, entry: TraceEntry): number {
    return packet.current.get(entry.netns) ?? packet.main
  }

  private open(origin: StrandOrigin | undefined, part?: StrandOfEntry['part']): number {
    const strand = this.strands.length
    this.strands.push({ strand, ...(origin === undefined ? {} : { origin }), ...(part === undefined ? {} : { part }) })
    return strand
  }
}

function queueForTunnel(packet: PacketStrands, entry: TraceEntry, strand: number): void {
  if (entry.kind === 'hop.out') append(packet.wrapping, entry.interfaceId, strand)
  if (entry.kind === 'packet.delivered') append(packet.unwrapping, entry.netns, strand)
}

function append(queues: Map<number, number[]>, key: number, strand: number): void {
  const queue = queues.get(key)
  if (queue === undefined) queues.set(key, [strand])
  else queue.push(strand)
}
