import { ENTRY_KINDS, HOP_IN, HOP_OUT, entryKindIndex } from './entry-kinds'
import type { EntryKind } from './entry-kinds'
import type { Fact, FactChange } from './facts'
import { USUAL_TUNNEL_PORTS, withPortOf } from './tunnel-ports'
import type { TunnelPorts } from './tunnel-ports'

/** Entries in one block of columns; a block is handed from the worker to the page whole, without copying. */
export const ENTRIES_PER_BLOCK = 1 << 14

/**
 * The columns of up to ENTRIES_PER_BLOCK consecutive entries, and the bytes of the frames first seen in them.
 * A frame is stored once, however many interfaces see it unchanged: `frame` counts frames from the start of the
 * trace, and the block that holds frame f is the one with firstFrame <= f < firstFrame + frameCount.
 */
export interface TraceBlock {
  readonly firstEntry: number
  readonly entryCount: number
  readonly timeNs: Float64Array<ArrayBuffer>
  readonly kind: Uint8Array<ArrayBuffer>
  readonly netns: Int32Array<ArrayBuffer>
  /** Id of the interface fact, or -1. */
  readonly interfaceId: Int32Array<ArrayBuffer>
  readonly frame: Int32Array<ArrayBuffer>
  readonly packet: Int32Array<ArrayBuffer>
  readonly a: Int32Array<ArrayBuffer>
  readonly b: Int32Array<ArrayBuffer>
  readonly c: Int32Array<ArrayBuffer>
  readonly firstFrame: number
  readonly frameCount: number
  /** frameCount + 1 offsets into frameBytes. */
  readonly frameOffset: Uint32Array<ArrayBuffer>
  readonly frameBytes: Uint8Array<ArrayBuffer>
}

/** One entry as a plain value, made when somebody looks. */
export interface TraceEntry {
  readonly index: number
  readonly timeNs: number
  readonly kind: EntryKind
  readonly netns: number
  readonly interfaceId: number
  readonly frame: number
  readonly packet: number
  readonly a: number
  readonly b: number
  readonly c: number
}

/** A recorded trace: random access to entries, frames and facts. Blocks arrive in order and are never changed. */
export class Trace {
  private readonly blocks: TraceBlock[] = []
  private readonly changes: FactChange[] = []
  private readonly changesOf = new Map<number, FactChange[]>()
  private ports = USUAL_TUNNEL_PORTS
  /** Every value that a fact had, by its id. */
  private readonly values: { readonly atEntry: number; readonly fact: Fact }[][] = []

  get entryCount(): number {
    const last = this.blocks.at(-1)
    return last ? last.firstEntry + last.entryCount : 0
  }

  get factChanges(): readonly FactChange[] {
    return this.changes
  }

  /** Ports of the tunnels that there were: who reads its frames finds their headers behind these. */
  get tunnelPorts(): TunnelPorts {
    return this.ports
  }

  append(block: TraceBlock): void {
    if (block.firstEntry !== this.entryCount) throw new Error(`bug: block starts at ${block.firstEntry}, expected ${this.entryCount}`)
    this.blocks.push(block)
  }

  appendFactChanges(changes: readonly FactChange[]): void {
    for (const change of changes) {
      this.changes.push(change)
      const netns = change.op === 'remove' ? change.netns : change.fact.netns
      const ofNetns = this.changesOf.get(netns)
      if (ofNetns) ofNetns.push(change)
      else this.changesOf.set(netns, [change])
      if (change.op !== 'remove') this.ports = withPortOf(this.ports, change.fact)
      if (change.op !== 'remove') (this.values[change.fact.id] ??= []).push({ atEntry: change.atEntry, fact: change.fact })
    }
  }

  /** A fact as it stood when `atEntry` entries had happened (by default all), also when it has been removed since. */
  fact(id: number, atEntry = Infinity): Fact | undefined {
    return this.values[id]?.findLast((value) => value.atEntry <= atEntry)?.fact
  }

  /** How many entries had happened when a fact came to be. */
  bornAt(id: number): number {
    return this.values[id]?.[0]?.atEntry ?? -1
  }

  /** The facts of a namespace as they stood when `atEntry` entries had happened (all entries: pass Infinity). */
  factsAt(netns: number, atEntry: number): readonly Fact[] {
    const facts = new Map<number, Fact>()
    for (const change of this.changesOf.get(netns) ?? []) {
      if (change.atEntry > atEntry) break
      if (change.op === 'remove') facts.delete(change.id)
      else facts.set(change.fact.id, change.fact)
    }
    return [...facts.values()]
  }

  entry(index: number): TraceEntry {
    const block = this.blockOfEntry(index)
    const i = index - block.firstEntry
    return {
      index,
      timeNs: block.timeNs[i] as number,
      kind: ENTRY_KINDS[block.kind[i] as number] as EntryKind,
      netns: block.netns[i] as number,
      interfaceId: block.interfaceId[i] as number,
      frame: block.frame[i] as number,
      packet: block.packet[i] as number,
      a: block.a[i] as number,
      b: block.b[i] as number,
      c: block.c[i] as number,
    }
  }

  /** The entries of a kind before an index, latest first; the others are passed over without being read. */
  *before(index: number, kind: EntryKind): Generator<TraceEntry> {
    const wanted = entryKindIndex(kind)
    for (const { firstEntry, entryCount, kind: kinds } of this.blocks.toReversed()) {
      for (let i = Math.min(index - firstEntry, entryCount) - 1; i >= 0; i--) if (kinds[i] === wanted) yield this.entry(firstEntry + i)
    }
  }

  isHop(index: number): boolean {
    const block = this.blockOfEntry(index)
    const kind = block.kind[index - block.firstEntry]
    return kind === HOP_IN || kind === HOP_OUT
  }

  timeNs(index: number): number {
    const block = this.blockOfEntry(index)
    return block.timeNs[index - block.firstEntry] as number
  }

  /** A view of a frame's bytes; never written to. */
  frameBytes(frame: number): Uint8Array {
    const block = this.blockOfFrame(frame)
    const i = frame - block.firstFrame
    return block.frameBytes.subarray(block.frameOffset[i], block.frameOffset[i + 1])
  }

  private blockOfEntry(index: number): TraceBlock {
    if (index < 0 || index >= this.entryCount) throw new Error(`bug: entry ${index} of ${this.entryCount}`)
    return this.search((block) => index >= block.firstEntry + block.entryCount)
  }

  private blockOfFrame(frame: number): TraceBlock {
    return this.search((block) => frame >= block.firstFrame + block.frameCount)
  }

  /** The first block for which `before` is false. */
  private search(before: (block: TraceBlock) => boolean): TraceBlock {
    let low = 0
    let high = this.blocks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (before(this.blocks[middle] as TraceBlock)) low = middle + 1
      else high = middle
    }
    return this.blocks[low] as TraceBlock
  }
}
