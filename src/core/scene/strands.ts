import type { TraceEntry } from '../trace/trace'
import type { Fragment } from './frame-summary'

/** Where a strand left another one: after that strand's steps up to this entry. */
export interface StrandOrigin {
  readonly strand: number
  readonly entryIndex: number
}

/** Which one of how many, counted from 1 in the order in which they are sent. */
export interface Part {
  readonly number: number
  readonly of: number
}

/**
 * One thing that flies. A packet is one strand until it is cut: each fragment is then a strand of its own, and so is what
 * they are put together to; of an envelope that is cut, the same. A broadcast that several hosts hear is a strand for each of
 * them, a reply one that leaves what it answers.
 */
export interface StrandOfEntry {
  /** Number within the run, in order of appearance; -1 for what belongs to no packet. */
  readonly strand: number
  readonly origin?: StrandOrigin | undefined
  /** Only of fragments of the packet itself, in an envelope or not. */
  readonly part?: Part | undefined
  /** Only of the pieces of an envelope that was cut; `part` then says which fragment that envelope holds. */
  readonly envelopePart?: Part | undefined
  /** Only of `packet.reassembled`: the strands of the pieces, which end here, in the order of what they carry. */
  readonly joins?: readonly number[] | undefined
  /** Only of `packet.reassembled`, of an envelope that is whole again: the strand that wore it when it was cut. */
  readonly rewraps?: number | undefined
}

/** Frames are told by number and stay the same from interface to interface, so a frame says which strand it belongs to. */
interface FrameStrand {
  readonly strand: number
  readonly sentEntry: number
  /** The first namespace that it arrived in, or where it was first seen; others that hear it get copies. */
  arrivedIn: number | undefined
  copies?: Map<number, number>
}

/** What was cut and is not whole again; fragments keep source, destination and identification wherever they go. */
interface Datagram {
  /** By offset in bytes. */
  readonly pieces: Map<number, number>
  /** Of an envelope: the strand that wears it. */
  readonly wornBy: number | undefined
}

/** A cut whose pieces are not all sent yet: they may wait for ARP. */
interface Cut {
  readonly origin: StrandOrigin
  readonly parts: number
  readonly wornBy: number | undefined
  sent: number
  /** Known from its first piece on. */
  datagram: string | undefined
}

interface PacketStrands {
  /** The whole packet; a new one each time that it was put together. */
  main: number
  readonly datagrams: Map<string, Datagram>
  /** By strand of a piece, the datagram that it is of. */
  readonly pieceOf: Map<number, string>
  /** By strand, the namespace that saw it last. */
  readonly seenIn: Map<number, number>
  /** By namespace, oldest first. */
  readonly cuts: Map<number, Cut[]>
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
  /** Those in an envelope. */
  private readonly wrapped = new Set<number>()

  /** `fragment` says which fragment the entry's frame is, and is undefined for a whole packet and for sealed ones. */
  strandOf(entry: TraceEntry, fragment: Fragment | undefined): StrandOfEntry {
    if (entry.packet < 0) return NO_STRAND
    const packet = this.packetOf(entry)
    if (entry.kind === 'packet.reassembled') return this.putTogether(packet, entry)
    const strand = atTunnel(packet, entry) ?? (entry.frame < 0 ? currentIn(packet, entry) : this.strandOfFrame(packet, entry, fragment))
    packet.current.set(entry.netns, strand)
    if (packet.datagrams.size > 0) noteWay(packet, entry, strand)
    if (entry.kind === 'packet.encapsulated') this.wrapped.add(strand)
    if (entry.kind === 'packet.decapsulated') this.wrapped.delete(strand)
    if (entry.kind === 'packet.fragmented') this.cutUp(packet, entry, strand)
    if ((entry.kind === 'echo.answered' || entry.kind === 'icmp.sent') && entry.a >= 0) this.announced.set(entry.a, { strand, entryIndex: entry.index })
    return this.strands[strand] ?? NO_STRAND
  }

  private packetOf(entry: TraceEntry): PacketStrands {
    const known = this.packets.get(entry.packet)
    if (known !== undefined) return known
    const main = this.open(this.announced.get(entry.packet))
    const fresh: PacketStrands = { main, datagrams: new Map(), pieceOf: new Map(), seenIn: new Map(), cuts: new Map(), current: new Map(), wrapping: new Map(), unwrapping: new Map() }
    this.packets.set(entry.packet, fresh)
    return fresh
  }

  /** Where a packet is in an envelope it is the envelope that is cut: the fragment inside stays what it is. */
  private cutUp(packet: PacketStrands, entry: TraceEntry, strand: number): void {
    const own = packet.datagrams.get(packet.pieceOf.get(strand) ?? '')
    const wornBy = this.wrapped.has(strand) ? (own?.wornBy ?? strand) : undefined
    if (own !== undefined && (own.wornBy === undefined) === (wornBy === undefined)) forget(own, strand)
    append(packet.cuts, entry.netns, { origin: { strand, entryIndex: entry.index }, parts: entry.a, wornBy, sent: 0, datagram: undefined })
  }

  private putTogether(packet: PacketStrands, entry: TraceEntry): StrandOfEntry {
    const name = arrivedWhole(packet, entry) ?? ''
    const datagram = packet.datagrams.get(name)
    const joins = [...(datagram?.pieces ?? [])].toSorted(([a], [b]) => a - b).map(([, strand]) => strand)
    packet.datagrams.delete(name)
    const origin = { strand: joins.at(-1) ?? currentIn(packet, entry), entryIndex: entry.index }
    const wornBy = datagram?.wornBy
    const strand = wornBy === undefined ? this.open(origin) : this.wearAgain(packet, wornBy, origin)
    packet.current.set(entry.netns, strand)
    if (this.strands[strand]?.part === undefined) packet.main = strand
    return { ...(this.strands[strand] ?? NO_STRAND), joins, ...(wornBy === undefined ? {} : { rewraps: wornBy }) }
  }

  /** What comes out of an envelope that was put together is what went into it. */
  private wearAgain(packet: PacketStrands, wornBy: number, origin: StrandOrigin): number {
    const strand = this.open(origin, { part: this.strands[wornBy]?.part })
    this.wrapped.add(strand)
    const inside = packet.pieceOf.get(wornBy)
    const pieces = packet.datagrams.get(inside ?? '')?.pieces
    for (const [offset, piece] of pieces ?? []) if (piece === wornBy) pieces?.set(offset, strand)
    if (inside !== undefined) packet.pieceOf.set(strand, inside)
    return strand
  }

  private strandOfFrame(packet: PacketStrands, entry: TraceEntry, fragment: Fragment | undefined): number {
    const known = this.frames.get(entry.frame)
    if (known !== undefined) return this.seenAgain(known, entry)
    const strand = fragment === undefined ? currentIn(packet, entry) : this.strandOfFragment(packet, entry, fragment)
    this.frames.set(entry.frame, { strand, sentEntry: entry.index, arrivedIn: entry.kind === 'hop.out' ? undefined : entry.netns })
    return strand
  }

  private strandOfFragment(packet: PacketStrands, entry: TraceEntry, { datagram, offsetBytes }: Fragment): number {
    const known = packet.datagrams.get(datagram)?.pieces.get(offsetBytes)
    if (known !== undefined) return known
    const cut = packet.cuts.get(entry.netns)?.find((one) => one.sent < one.parts && (one.datagram ?? datagram) === datagram)
    const strand = this.openPiece(packet, entry, cut)
    if (cut) cut.datagram = datagram
    const pieces = packet.datagrams.get(datagram)?.pieces ?? new Map<number, number>()
    if (!packet.datagrams.has(datagram)) packet.datagrams.set(datagram, { pieces, wornBy: cut?.wornBy })
    pieces.set(offsetBytes, strand)
    packet.pieceOf.set(strand, datagram)
    return strand
  }

  private openPiece(packet: PacketStrands, entry: TraceEntry, cut: Cut | undefined): number {
    if (cut === undefined) return this.open({ strand: currentIn(packet, entry), entryIndex: entry.index })
    const part: Part = { number: ++cut.sent, of: cut.parts }
    if (cut.wornBy === undefined) return this.open(cut.origin, { part })
    const strand = this.open(cut.origin, { part: this.strands[cut.wornBy]?.part, envelopePart: part })
    this.wrapped.add(strand)
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

  private open(origin: StrandOrigin | undefined, { part, envelopePart }: { readonly part?: Part | undefined; readonly envelopePart?: Part } = {}): number {
    const strand = this.strands.length
    this.strands.push({ strand, origin, part, envelopePart })
    return strand
  }
}

function currentIn(packet: PacketStrands, entry: TraceEntry): number {
  return packet.current.get(entry.netns) ?? packet.main
}

function atTunnel(packet: PacketStrands, entry: TraceEntry): number | undefined {
  if (entry.kind === 'packet.encapsulated') return packet.wrapping.get(entry.a)?.shift()
  return entry.kind === 'packet.decapsulated' ? packet.unwrapping.get(entry.netns)?.shift() : undefined
}

/** Of which datagram that many pieces are in a namespace: several of them may come in before the first is put together. */
function arrivedWhole({ datagrams, seenIn }: PacketStrands, { netns, a }: TraceEntry): string | undefined {
  for (const [name, { pieces }] of datagrams) if (pieces.size === a && [...pieces.values()].every((strand) => seenIn.get(strand) === netns)) return name
  return undefined
}

function noteWay(packet: PacketStrands, entry: TraceEntry, strand: number): void {
  if (entry.kind === 'hop.in' || entry.kind === 'hop.out') packet.seenIn.set(strand, entry.netns)
  if (entry.kind === 'hop.out') append(packet.wrapping, entry.interfaceId, strand)
  if (entry.kind === 'packet.delivered') append(packet.unwrapping, entry.netns, strand)
}

/** A piece that is cut once more is no piece any longer: its own pieces begin where it did. */
function forget({ pieces }: Datagram, strand: number): void {
  for (const [offset, piece] of pieces) if (piece === strand) pieces.delete(offset)
}

function append<T>(queues: Map<number, T[]>, key: number, value: T): void {
  const queue = queues.get(key)
  if (queue === undefined) queues.set(key, [value])
  else queue.push(value)
}
