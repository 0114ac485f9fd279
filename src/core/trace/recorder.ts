import { ENTRIES_PER_BLOCK } from './trace'
import type { TraceBlock } from './trace'

const INITIAL_FRAME_BYTES = 1 << 18
/** Below this a byte loop beats the call and the view that `set` needs. */
const LOOP_COPY_BYTES = 200

/** Something to be done when so many entries have been recorded in all. */
export interface Moment {
  readonly entryCount: number
  readonly act: () => void
}

/**
 * Writes the trace's columns. Nothing is allocated for an entry: numbers go into typed arrays, frame bytes into one
 * buffer that doubles. A block is closed after ENTRIES_PER_BLOCK entries, or when somebody drains.
 */
export class Recorder {
  private closed: TraceBlock[] = []
  private firstEntry = 0
  private count = 0
  private firstFrame = 0
  private frames = 0
  private frameBytesUsed = 0
  private timeNs = new Float64Array(ENTRIES_PER_BLOCK)
  private kind = new Uint8Array(ENTRIES_PER_BLOCK)
  private netns = new Int32Array(ENTRIES_PER_BLOCK)
  private interfaceId = new Int32Array(ENTRIES_PER_BLOCK)
  private frame = new Int32Array(ENTRIES_PER_BLOCK)
  private packet = new Int32Array(ENTRIES_PER_BLOCK)
  private a = new Int32Array(ENTRIES_PER_BLOCK)
  private b = new Int32Array(ENTRIES_PER_BLOCK)
  private c = new Int32Array(ENTRIES_PER_BLOCK)
  private frameOffset = new Uint32Array(ENTRIES_PER_BLOCK + 1)
  private frameBytes = new Uint8Array(INITIAL_FRAME_BYTES)
  private moments: readonly Moment[] = []
  private nextMoment = Infinity

  get entryCount(): number {
    return this.firstEntry + this.count
  }

  /** One entry; `kind` is an index into ENTRY_KINDS. */
  entry(kind: number, timeNs: number, netns: number, interfaceId: number, frame: number, packet: number, a: number, b: number, c: number): void {
    if (this.count === ENTRIES_PER_BLOCK) this.close()
    const i = this.count++
    this.timeNs[i] = timeNs
    this.kind[i] = kind
    this.netns[i] = netns
    this.interfaceId[i] = interfaceId
    this.frame[i] = frame
    this.packet[i] = packet
    this.a[i] = a
    this.b[i] = b
    this.c[i] = c
    if (this.firstEntry + this.count >= this.nextMoment) this.meet()
  }

  /** Has something done at the very moment at which so many entries have been recorded; what was asked for before is forgotten. */
  awaitMoments(moments: readonly Moment[]): void {
    this.moments = moments
    this.nextMoment = moments[0]?.entryCount ?? Infinity
  }

  private meet(): void {
    const [moment, ...later] = this.moments
    this.awaitMoments(later)
    moment?.act()
  }

  /** Stores the bytes [from, to) and answers with the frame's number. */
  storeFrame(data: Uint8Array, from: number, to: number): number {
    if (this.count === ENTRIES_PER_BLOCK || this.frames === ENTRIES_PER_BLOCK) this.close()
    const length = to - from
    let at = this.frameBytesUsed
    if (at + length > this.frameBytes.length) this.growFrameBytes(at + length)
    const bytes = this.frameBytes
    if (length <= LOOP_COPY_BYTES) for (let i = from; i < to; i++) bytes[at++] = data[i] as number
    else bytes.set(data.subarray(from, to), at)
    this.frameBytesUsed += length
    this.frames++
    this.frameOffset[this.frames] = this.frameBytesUsed
    return this.firstFrame + this.frames - 1
  }

  /** Hands over everything recorded since the last call. */
  drain(): readonly TraceBlock[] {
    this.closePartial()
    const blocks = this.closed
    this.closed = []
    return blocks
  }

  private growFrameBytes(needed: number): void {
    const grown = new Uint8Array(Math.max(this.frameBytes.length * 2, needed))
    grown.set(this.frameBytes.subarray(0, this.frameBytesUsed))
    this.frameBytes = grown
  }

  /** Closes the full block and starts the next with columns of its own. */
  private close(): void {
    this.closed.push({
      firstEntry: this.firstEntry,
      entryCount: this.count,
      timeNs: this.timeNs,
      kind: this.kind,
      netns: this.netns,
      interfaceId: this.interfaceId,
      frame: this.frame,
      packet: this.packet,
      a: this.a,
      b: this.b,
      c: this.c,
      firstFrame: this.firstFrame,
      frameCount: this.frames,
      frameOffset: this.frameOffset.slice(0, this.frames + 1),
      frameBytes: this.frameBytes.slice(0, this.frameBytesUsed),
    })
    this.timeNs = new Float64Array(ENTRIES_PER_BLOCK)
    this.kind = new Uint8Array(ENTRIES_PER_BLOCK)
    this.netns = new Int32Array(ENTRIES_PER_BLOCK)
    this.interfaceId = new Int32Array(ENTRIES_PER_BLOCK)
    this.frame = new Int32Array(ENTRIES_PER_BLOCK)
    this.packet = new Int32Array(ENTRIES_PER_BLOCK)
    this.a = new Int32Array(ENTRIES_PER_BLOCK)
    this.b = new Int32Array(ENTRIES_PER_BLOCK)
    this.c = new Int32Array(ENTRIES_PER_BLOCK)
    this.startBlock()
  }

  /** Copies the used part out, so that a small run hands over little; the columns are kept. */
  private closePartial(): void {
    if (this.count === 0 && this.frames === 0) return
    const count = this.count
    this.closed.push({
      firstEntry: this.firstEntry,
      entryCount: count,
      timeNs: this.timeNs.slice(0, count),
      kind: this.kind.slice(0, count),
      netns: this.netns.slice(0, count),
      interfaceId: this.interfaceId.slice(0, count),
      frame: this.frame.slice(0, count),
      packet: this.packet.slice(0, count),
      a: this.a.slice(0, count),
      b: this.b.slice(0, count),
      c: this.c.slice(0, count),
      firstFrame: this.firstFrame,
      frameCount: this.frames,
      frameOffset: this.frameOffset.slice(0, this.frames + 1),
      frameBytes: this.frameBytes.slice(0, this.frameBytesUsed),
    })
    this.startBlock()
  }

  private startBlock(): void {
    this.firstEntry += this.count
    this.firstFrame += this.frames
    this.count = 0
    this.frames = 0
    this.frameBytesUsed = 0
    this.frameOffset = new Uint32Array(ENTRIES_PER_BLOCK + 1)
  }
}
