import { DROP_REASONS } from '../../src/core/trace/entry-kinds'
import { decodeFrame } from '../../src/core/trace/decode'
import type { Layer } from '../../src/core/trace/layers'
import type { InterfaceFact } from '../../src/core/trace/facts'
import type { Trace, TraceEntry } from '../../src/core/trace/trace'

/** What a trace has against the laws of packets that can be judged an entry at a time; empty where it keeps them all. */
export function brokenLaws(trace: Trace): readonly string[] {
  const laws = new PacketLaws(trace)
  for (let i = 0; i < trace.entryCount; i++) laws.judge(trace.entry(i))
  return laws.broken
}

class PacketLaws {
  readonly broken: string[] = []
  /** By packet and namespace: the TTL at the last hop in, and what packet.forwarded made of it for the next hop out. */
  private readonly ttlIn = new Map<string, number>()
  private readonly ttlDue = new Map<string, number>()
  /** By packet and namespace: what went into the tunnel device last. By packet: all that is in envelopes. */
  private readonly atTunnel = new Map<string, string>()
  private readonly enveloped = new Map<number, Set<string>>()
  private readonly unwrapped = new Set<string>()
  private readonly judgedFrames = new Set<number>()

  constructor(private readonly trace: Trace) {}

  judge(entry: TraceEntry): void {
    const place = `${entry.packet} ${entry.netns}`
    switch (entry.kind) {
      case 'hop.in':
      case 'hop.out':
        return this.judgeHop(entry, place)
      case 'packet.forwarded':
        if (entry.b !== entry.a - 1 || this.ttlIn.get(place) !== entry.a) this.note(entry, `TTL ${this.ttlIn.get(place)} came in, forwarded from ${entry.a} to ${entry.b}`)
        this.ttlDue.set(place, entry.b)
        return
      case 'packet.encapsulated': {
        const inner = this.enveloped.get(entry.packet) ?? new Set<string>()
        this.enveloped.set(entry.packet, inner.add(this.atTunnel.get(place) ?? ''))
        return
      }
      case 'packet.decapsulated':
        this.unwrapped.add(place)
        return
      case 'packet.dropped':
        if (DROP_REASONS[entry.c] === undefined) this.note(entry, `drop reason ${entry.c}`)
        return
      default:
    }
  }

  private judgeHop(entry: TraceEntry, place: string): void {
    const fact = this.trace.fact(entry.interfaceId)
    if (fact?.kind !== 'interface') return this.note(entry, 'no interface')
    const bytes = this.trace.frameBytes(entry.frame)
    const layers = decodeFrame(bytes, fact.linkLayer)
    this.judgeFrame(entry, layers)
    const ttl = layers.find((layer) => layer.proto === 'ipv4')?.ttl
    if (entry.kind === 'hop.in') this.judgeArrival(entry, place, fact, bytes, ttl)
    else {
      const due = this.ttlDue.get(place)
      if (due !== undefined && ttl !== due) this.note(entry, `TTL ${ttl} leaves, ${due} was due`)
      this.ttlDue.delete(place)
      if (isTunnel(fact)) this.atTunnel.set(place, textOf(bytes))
    }
  }

  private judgeArrival(entry: TraceEntry, place: string, fact: InterfaceFact, bytes: Uint8Array, ttl: number | undefined): void {
    if (ttl !== undefined) this.ttlIn.set(place, ttl)
    if (!isTunnel(fact) || !this.unwrapped.delete(place)) return
    if (this.enveloped.get(entry.packet)?.has(textOf(bytes)) !== true) this.note(entry, 'what was unwrapped is not what was wrapped')
  }

  /** Every checksum is right, in every packet at every layer, and every byte is known. */
  private judgeFrame(entry: TraceEntry, layers: readonly Layer[]): void {
    if (this.judgedFrames.has(entry.frame)) return
    this.judgedFrames.add(entry.frame)
    for (const layer of layers) {
      if ('checksum_ok' in layer && layer.checksum_ok === false) this.note(entry, `checksum of ${layer.proto}`)
      if (layer.proto === 'malformed') this.note(entry, `malformed ${layer.of}`)
    }
  }

  private note(entry: TraceEntry, what: string): void {
    this.broken.push(`entry ${entry.index} (packet ${entry.packet}, namespace ${entry.netns}): ${what}`)
  }
}

function isTunnel({ linkKind }: InterfaceFact): boolean {
  return linkKind === 'ipip' || linkKind === 'vxlan'
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
