import { looksLikeBareIp } from '../trace/decode'
import type { Fact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import { summarizeFrame } from './frame-summary'
import type { FrameSummary } from './frame-summary'
import type { StrandOfEntry } from './strands'

/** Reads each frame once, and remembers what a packet is while it is sealed or not yet a frame. */
export class FrameReader {
  private readonly frames = new Map<number, FrameSummary>()
  private readonly strands = new Map<number, FrameSummary>()
  private readonly packets = new Map<number, FrameSummary>()
  private readonly trace: Trace

  constructor(trace: Trace) {
    this.trace = trace
  }

  /** The frame of an entry as the wire shows it; undefined where the entry has none. */
  frameOf(entry: TraceEntry): FrameSummary | undefined {
    if (entry.frame < 0) return undefined
    const known = this.frames.get(entry.frame)
    if (known !== undefined) return known
    const read = this.read(entry)
    this.frames.set(entry.frame, read)
    return read
  }

  /** What the entry's packet is at that moment, as far as it is known by then. */
  summaryOf(entry: TraceEntry, told: StrandOfEntry): FrameSummary | undefined {
    if (entry.kind === 'packet.reassembled') return this.putTogether(entry, told)
    const { strand, origin, envelopePart } = told
    if (entry.kind === 'packet.encapsulated' || entry.kind === 'packet.decapsulated') return this.atTunnel(entry, strand)
    const frame = this.frameOf(entry)
    const cut = envelopePart && origin && this.strands.get(origin.strand)
    const before = this.strands.get(strand) ?? cut ?? this.packets.get(entry.packet)
    if (frame === undefined) return before
    const now = envelopePart && frame.mode === undefined ? pieceOfEnvelope(frame, before) : unsealed(frame, before)
    if (entry.packet >= 0) this.remember(entry, strand, now)
    return now
  }

  /** From the device on, the packet wears its envelope, or wears it no longer. */
  private atTunnel(entry: TraceEntry, strand: number): FrameSummary | undefined {
    const before = this.strands.get(strand) ?? this.packets.get(entry.packet)
    if (before === undefined) return undefined
    const fact = this.trace.fact(entry.a)
    const kind = fact?.kind === 'interface' ? fact.linkKind : undefined
    const isEnvelope = kind === 'ipip' || kind === 'vxlan' || kind === 'wireguard'
    const mode = entry.kind === 'packet.encapsulated' && isEnvelope ? kind : undefined
    const after: FrameSummary = { ...before, mode, sealed: mode === 'wireguard' }
    this.remember(entry, strand, after)
    return after
  }

  private putTogether(entry: TraceEntry, { strand, rewraps }: StrandOfEntry): FrameSummary | undefined {
    const worn = rewraps === undefined ? undefined : this.strands.get(rewraps)
    const whole = worn ?? this.wholeAgain(entry)
    if (whole !== undefined) this.remember(entry, strand, whole)
    return whole
  }

  private wholeAgain(entry: TraceEntry): FrameSummary | undefined {
    const first = this.packets.get(entry.packet)
    if (first === undefined) return undefined
    return { ...first, fragment: undefined, bytesInner: entry.b }
  }

  /** What a packet is called is read off its whole self or its first fragment: the others carry no name. */
  private remember(entry: TraceEntry, strand: number, summary: FrameSummary): void {
    this.strands.set(strand, summary)
    if (summary.fragment === undefined || !this.packets.has(entry.packet)) this.packets.set(entry.packet, summary)
  }

  private read(entry: TraceEntry): FrameSummary {
    const bytes = this.trace.frameBytes(entry.frame)
    const fact: Fact | undefined = this.trace.fact(entry.interfaceId)
    return summarizeFrame(bytes, fact?.kind === 'interface' ? fact.linkLayer === 'raw-ip' : looksLikeBareIp(bytes), this.trace.tunnelPorts)
  }
}

/** A later fragment of an outer packet shows neither envelope nor what is inside: it is known by what was cut. */
function pieceOfEnvelope(frame: FrameSummary, before: FrameSummary | undefined): FrameSummary {
  if (before?.mode === undefined) return frame
  return { ...frame, protocol: before.protocol, name: before.name, mode: before.mode, sealed: before.sealed, inner: undefined, outer: frame.inner ?? frame.outer }
}

/** Inside a seal nobody on the wire can read; what the packet was before is what it is. */
function unsealed(frame: FrameSummary, before: FrameSummary | undefined): FrameSummary {
  if (!frame.sealed || before === undefined) return frame
  const { protocol, name, bytesInner, inner, fragment } = before
  return { ...frame, protocol, name, bytesInner, inner: inner ?? frame.inner, fragment: fragment ?? frame.fragment }
}
